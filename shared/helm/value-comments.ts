import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { valuePath } from './value-path.ts';

/**
 * The comment above each key of a `values.yaml`, by the key's place (`image.tag`), its lines joined.
 * @param text of a file that parseChartYaml() takes
 */
export function readValueComments(text: string): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  const { contents } = parseDocument(text);
  if (isMap(contents)) visit(contents, { steps: [], comments });
  return comments;
}

function visit(
  map: YAMLMap,
  { steps, comments }: { steps: readonly string[]; comments: Map<string, string> },
): void {
  for (const [index, { key, value }] of map.items.entries()) {
    if (!isScalar(key)) continue;
    const here = [...steps, String(key.value)];
    // What stands above the first key belongs to the whole map for the parser.
    const comment = key.commentBefore ?? (index === 0 ? map.commentBefore : undefined);
    if (comment) comments.set(valuePath(here), joinLines(comment));
    if (isMap(value)) visit(value, { steps: here, comments });
  }
}

/** Only the lines after the last empty one: those before it speak of something else. */
function joinLines(comment: string): string {
  const lines = comment.split('\n').map((line) => line.trim());
  return lines
    .slice(lines.lastIndexOf('') + 1)
    .join(' ')
    .trim();
}
