import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, root } from './tools.ts';

/** Question to test/verify/crds: a CRD to install, or objects as YAML. */
export type ObjectQuestion =
  | { readonly id: string; readonly definition: unknown }
  | { readonly id: string; readonly yaml: string; readonly old?: string };

/** Verdict of the API server on one object. */
export interface Verdict {
  readonly id: string;
  readonly ok: boolean;
  readonly kind: string;
  readonly name: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** Fields that the API server adds to items of lists. Argo CD compares such a list as a whole. */
  readonly added?: readonly string[];
}

/** Folder with the definitions of Kratix and the operators, beside the project. */
export const operatorDefinitions = join(root, '../shared/crds');
/** True if that folder exists. */
export const hasOperatorDefinitions = existsSync(operatorDefinitions);

/** Checks objects against all known definitions, in the order of the questions. */
export function judge(questions: readonly ObjectQuestion[]): Verdict[] {
  const folders = ['argo-cd', 'elastic', 'gateway-api', 'keda', 'prometheus-operator'].map((name) =>
    join(root, '.cache/crds', name),
  );
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
 * Returns one line for each invalid object; empty if all are accepted. Without the definitions of the operators, objects
 * of their kinds are skipped, and a line on the terminal names the kinds.
 */
export function faults(verdicts: readonly Verdict[]): string[] {
  const unknown = hasOperatorDefinitions ? [] : verdicts.filter(hasNoDefinition);
  if (unknown.length > 0) {
    const kinds = [...new Set(unknown.map(({ kind }) => kind))].sort().join(', ');
    skip(`${unknown.length} objects of ${kinds} are not validated: ${operatorDefinitions} does not exist`);
  }
  return verdicts
    .filter((verdict) => !verdict.ok && !unknown.includes(verdict))
    .flatMap(({ id, kind, name, errors }) =>
      errors.map(({ path, message }) => `${id}: ${kind} "${name}": ${path ? `${path}: ` : ''}${message}`),
    );
}

/** Prints what is not verified on this machine. */
export function skip(what: string): void {
  process.stderr.write(`skipped: ${what}\n`);
}

function hasNoDefinition({ errors }: Verdict): boolean {
  return errors.some(({ message }) => message.startsWith('no definition of '));
}
