import { redact } from '../../../../shared/errors.ts';
import { pluralize } from '../../../../shared/pluralize.ts';
import type { Verdict } from '../../../cluster/operate/finding.ts';
import type { Paint } from '../../terminal.ts';
import type { Rendered } from './render.ts';

/** Number of requests by outcome. */
export type Tally = { [outcome in Rendered['outcome']['outcome']]: number };

/** Returns the result of a request as one line of JSON; null stands for an unknown value. */
export function printRenderedAsJson({ source, identity, outcome, folder }: Rendered): string {
  const { kind = null, namespace = null, name = null } = identity;
  const isDelivered = outcome.outcome === 'delivered';
  return JSON.stringify({
    kind,
    namespace,
    name,
    outcome: outcome.outcome,
    reason: isDelivered ? null : outcome.status.failure.reason,
    problems: isDelivered ? [] : outcome.status.failure.problems,
    files: isDelivered ? [...outcome.files.keys()].sort() : [],
    message: outcome.status['message'],
    warnings: outcome.status['warnings'],
    source,
    folder: folder === undefined ? null : redact(folder),
  });
}

/** Returns the result of a request for a person: each problem with its path, and the folder of its files. */
export function printRendered(
  { source, position, identity, outcome, folder }: Rendered,
  paint: Paint,
): string {
  const { kind, namespace, name } = identity;
  const inFile = position === undefined ? source : `${source}: ${position}`;
  const who = kind === undefined || name === undefined ? inFile : `${kind} ${namespace}/${name}`;
  const where = folder === undefined ? [] : [paint('dim', `    ${redact(folder)}`)];
  const warnings = (outcome.status['warnings'] as readonly string[]).map(
    (text) => `    ${paint('yellow', '!')} ${text}`,
  );
  if (outcome.outcome === 'delivered') {
    const first = `${paint('green', '✓')} ${paint('bold', who)}  ${String(outcome.status['message'])}`;
    return [first, ...warnings, ...where].join('\n');
  }
  const { reason, problems, message } = outcome.status.failure;
  const sign = outcome.outcome === 'refused' ? paint('red', '✗') : paint('yellow', '↻');
  const lines =
    problems.length > 0
      ? // the first line names the file already
        problems.map(({ path, message: text }) => printProblemLine(path === who ? '' : path, text, paint))
      : [message];
  return [
    `${sign} ${paint('bold', who)}  ${reason}`,
    ...lines.map((line) => `    ${line}`),
    ...warnings,
    ...where,
  ].join('\n');
}

function printProblemLine(path: string, message: string, paint: Paint): string {
  return path === '' ? message : `${paint('cyan', path)}: ${message}`;
}

/** Returns the last line: `3 requests in 0.21 s: 2 delivered, 1 refused`. */
export function summarizeTally(tally: Tally, milliseconds: number): string {
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(tally).filter(([, count]) => count > 0);
  const what = parts.map(([outcome, count]) => `${count} ${outcome === 'retry' ? 'to retry' : outcome}`);
  const detail = what.length === 0 ? '' : `: ${what.join(', ')}`;
  return `${pluralize(total, 'request')} in ${(milliseconds / 1000).toFixed(2)} s${detail}`;
}

/** Returns the verdict on several requests together. */
export function verdictOfTally({ refused, retry }: Tally): Verdict {
  if (refused > 0) return 'refused';
  return retry > 0 ? 'waiting' : 'done';
}

/** Returns the verdict on a request; a warning needs attention too. */
export function verdictOfRendered({ outcome }: Rendered): Verdict {
  if (outcome.outcome === 'refused') return 'refused';
  const hasWarnings = (outcome.status['warnings'] as readonly string[]).length > 0;
  return outcome.outcome === 'retry' || hasWarnings ? 'waiting' : 'done';
}
