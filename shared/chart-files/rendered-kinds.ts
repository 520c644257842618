import { problem, RequestError } from '../errors.ts';
import { isTemplate } from './chart-files.ts';

const literal = /^["']?([A-Za-z0-9.-]+(?:\/[A-Za-z0-9]+)?)["']?\s*(?:#.*)?$/;

/**
 * Returns the kinds of the objects that the templates of a chart render, as `group/Kind`, or `Kind` in the core group. The
 * AppProjects allow only these kinds, so every object must have a literal `apiVersion` and, below it, a literal `kind`, both
 * at the beginning of a line.
 *
 * @param files content by path in the chart
 * @throws RequestError `InvalidChart` with each template that breaks this rule
 */
export function renderedKinds(files: ReadonlyMap<string, Uint8Array>): string[] {
  const templates = [...files].filter(([path]) => isTemplate(path) && /\.ya?ml$/.test(path));
  const found = templates.map(([path, content]) => kindsOf(path, new TextDecoder().decode(content)));
  const problems = found.flatMap(({ wrong }) => wrong).map((message) => problem('', message));
  if (problems.length > 0) throw new RequestError('InvalidChart', problems);
  return [...new Set(found.flatMap(({ kinds }) => kinds))].sort();
}

function kindsOf(path: string, template: string): { kinds: string[]; wrong: string[] } {
  const kinds: string[] = [];
  const wrong: string[] = [];
  let group: string | undefined;
  for (const { key, value, line } of headings(template)) {
    if (key === '---') group = undefined;
    else if (value === undefined || (key === 'kind:' && group === undefined))
      wrong.push(`${path}: "${line}" must be literal, with apiVersion above kind`);
    else if (key === 'kind:') kinds.push(`${group}${value}`);
    else group = /^.*\//.exec(value)?.[0] ?? '';
  }
  if (kinds.length > 0 || wrong.length > 0) return { kinds, wrong };
  return {
    kinds,
    wrong: [`${path}: no object has a literal apiVersion and kind at the beginning of a line`],
  };
}

/** Returns the separators, API versions and kinds of a template, with the literal value of each. */
function headings(template: string): { key: string; value: string | undefined; line: string }[] {
  return [...template.matchAll(/^(---|apiVersion:|kind:)(.*)$/gm)].map(([line, key = '', text = '']) => ({
    key,
    value: literal.exec(text.trim())?.[1],
    line: line.trim(),
  }));
}
