import { redact } from '../../../../shared/errors.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Paint } from '../../terminal.ts';
import type { Rendered } from './render.ts';

/** What became of several requests. */
export type Tally = { [outcome in Rendered['outcome']['outcome']]: number };

/** One line of JSON for a request: what a script needs to know of it. Null is what nobody knows. */
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

/** A request in a few lines for a person: what came of it, each problem with its path, and where to look. */
export function printRendered({ source, identity, outcome, folder }: Rendered, paint: Paint): string {
  const { kind, namespace, name } = identity;
  const who = kind === undefined || name === undefined ? source : `${kind} ${namespace}/${name}`;
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
    problems.length > 0 ? problems.map(({ path, message: text }) => located(path, text, paint)) : [message];
  return [
    `${sign} ${paint('bold', who)}  ${reason}`,
    ...lines.map((line) => `    ${line}`),
    ...warnings,
    ...where,
  ].join('\n');
}

function located(path: string, message: string, paint: Paint): string {
  return path === '' ? message : `${paint('cyan', path)}: ${message}`;
}

/** The last line: `3 requests in 0.21 s: 2 delivered, 1 refused`. */
export function printTally(tally: Tally, milliseconds: number): string {
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(tally).filter(([, count]) => count > 0);
  const what = parts.map(
    ([outcome, count]) => `${count} ${outcome === 'retry' ? 'to be tried again' : outcome}`,
  );
  const detail = what.length === 0 ? '' : `: ${what.join(', ')}`;
  return `${total} request${total === 1 ? '' : 's'} in ${(milliseconds / 1000).toFixed(2)} s${detail}`;
}

/** Returns the exit code for the outcomes of some requests together. */
export function exitCodeOf({ refused, retry }: Tally): number {
  if (refused > 0) return exitCodes.refused;
  return retry > 0 ? exitCodes.retry : exitCodes.done;
}
