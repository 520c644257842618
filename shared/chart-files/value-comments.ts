import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { valuePath } from '../helm/value-path.ts';

/**
 * Reads the comment above each key of a `values.yaml`, by value path (`image.tag`), with its lines joined.
 *
 * @param text content that parseChartYaml() accepts
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
    // The parser assigns the comment above the first key to the whole map.
    const comment = key.commentBefore ?? (index === 0 ? map.commentBefore : undefined);
    if (comment) comments.set(valuePath(here), joinLines(comment));
    if (isMap(value)) visit(value, { steps: here, comments });
  }
}

/** Joins the lines after the last empty one; earlier lines do not describe the key. */
function joinLines(comment: string): string {
  const lines = comment.split('\n').map((line) => line.trim());
  return lines
    .slice(lines.lastIndexOf('') + 1)
    .join(' ')
    .trim();
}
