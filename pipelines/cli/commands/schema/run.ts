import { definitions } from '../../../../promises/index.ts';
import { deriveCommonSchema, deriveSchema, printSchema } from '../../../../shared/derive/derive-schema.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import type { PromiseDefinition } from '../../../../shared/promise/define-promise.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findKind, kindNames } from '../../find-kind.ts';
import type { schema as command } from './command.ts';

/** Runs `infraforge schema`. */
export const run: Run<typeof command> = async ({ kind }, { terminal }) => {
  const schema = kind === undefined ? deriveCommonSchema(definitions) : deriveSchema(knownKind(kind));
  terminal.print(printSchema(schema));
  return exitCodes.done;
};

/** @throws UsageError for an unknown kind */
function knownKind(name: string): PromiseDefinition {
  const found = findKind(name);
  if (found !== undefined) return found;
  const kinds = definitions.map(({ kind }) => kind);
  const hint = choicesHint(nearest(name, definitions.flatMap(kindNames)), {
    label: 'supported',
    choices: kinds.join(', '),
  });
  throw new UsageError(`Unknown kind "${name}"${hint}`);
}
