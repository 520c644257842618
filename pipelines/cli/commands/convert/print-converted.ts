import { apiVersion } from '../../../../shared/api-version.ts';
import { printProblem, redact } from '../../../../shared/errors.ts';
import type { Converted } from './convert.ts';

/** Returns the lines about a request: the result, then each change, and with `!` each field that needs attention. */
export function printConverted(source: string, { who, documents, isCurrent, notes }: Converted): string {
  const lines = notes.map(
    ({ path, text, needsAction }) =>
      `    ${needsAction ? '!' : '-'} ${printProblem({ path, message: text })}`,
  );
  return redact([`${source}: ${who}: ${result({ documents, isCurrent, notes })}`, ...lines].join('\n'));
}

function result({ documents, isCurrent, notes }: Omit<Converted, 'who'>): string {
  if (documents.length === 0) return 'left out; it cannot be converted';
  const open = notes.filter(({ needsAction }) => needsAction).length;
  const attention = open === 0 ? '' : `; ${open === 1 ? '1 line needs' : `${open} lines need`} attention`;
  if (isCurrent) return `unchanged; it is a request of ${apiVersion}${attention}`;
  return `${documents.length === 1 ? 'converted' : `converted into ${documents.length} requests`}${attention}`;
}
