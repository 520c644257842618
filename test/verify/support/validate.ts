import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, root } from './tools.ts';

/** A question to test/verify/crds: a CRD to serve from there on, or objects as YAML. */
export type ObjectQuestion =
  | { readonly id: string; readonly definition: unknown }
  | { readonly id: string; readonly yaml: string; readonly old?: string };

/** What the API server would say of one object. */
export interface Verdict {
  readonly id: string;
  readonly ok: boolean;
  readonly kind: string;
  readonly name: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** The operators' and Kratix's own definitions; they stand beside the project, not in it. */
export const operatorDefinitions = join(root, '../shared/crds');
export const hasOperatorDefinitions = existsSync(operatorDefinitions);

/** Checks objects against every definition there is, in the order of the questions. */
export function judge(questions: readonly ObjectQuestion[]): Verdict[] {
  const folders = [join(root, '.cache/crds/argo-cd'), join(root, '.cache/crds/prometheus-operator')];
  if (hasOperatorDefinitions) folders.push(operatorDefinitions);
  const missing = folders.find((folder) => !existsSync(folder));
  if (missing) throw new Error(`${missing} is missing: run test/verify/build-tools.sh`);
  return ask<Verdict>(
    'crds',
    folders.flatMap((folder) => ['-crds', folder]),
    questions,
  );
}

/**
 * What is wrong with the objects, one line each, empty when all are accepted. Only where the operators'
 * definitions are not there, objects of their kinds are left out, and a line on the terminal says which.
 */
export function faults(verdicts: readonly Verdict[]): string[] {
  const unknown = hasOperatorDefinitions ? [] : verdicts.filter(hasNoDefinition);
  if (unknown.length > 0) {
    const kinds = [...new Set(unknown.map(({ kind }) => kind))].sort().join(', ');
    skip(`${unknown.length} objects of ${kinds} are not validated: ${operatorDefinitions} is not there`);
  }
  return verdicts
    .filter((verdict) => !verdict.ok && !unknown.includes(verdict))
    .flatMap(({ id, kind, name, errors }) =>
      errors.map(({ path, message }) => `${id}: ${kind} "${name}": ${path ? `${path}: ` : ''}${message}`),
    );
}

/** Says on the terminal what is not verified here. */
export function skip(what: string): void {
  process.stderr.write(`skipped: ${what}\n`);
}

function hasNoDefinition({ errors }: Verdict): boolean {
  return errors.some(({ message }) => message.startsWith('no definition of '));
}
