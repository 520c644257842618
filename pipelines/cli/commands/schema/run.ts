import { definitions } from '../../../../promises/index.ts';
import { deriveCommonSchema, deriveSchema, printSchema } from '../../../../shared/derive/derive-schema.ts';
import { UsageError } from '../../../../shared/errors.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import type { PromiseDefinition } from '../../../../shared/promise/define-promise.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { schema as command } from './command.ts';

/** Runs `infraforge schema`. */
export const run: Run<typeof command> = async ({ kind }, { terminal }) => {
  const schema = kind === undefined ? deriveCommonSchema(definitions) : deriveSchema(findKind(kind));
  terminal.print(printSchema(schema));
  return exitCodes.done;
};

/** @throws UsageError for an unknown kind */
function findKind(name: string): PromiseDefinition {
  const wanted = name.toLowerCase();
  const found = definitions.find((definition) =>
    namesOf(definition).some((one) => one.toLowerCase() === wanted),
  );
  if (found !== undefined) return found;
  const kinds = definitions.map(({ kind }) => kind);
  const hint = choicesHint(nearest(name, definitions.flatMap(namesOf)), {
    label: 'supported',
    choices: kinds.join(', '),
  });
  throw new UsageError(`Unknown kind "${name}"${hint}`);
}

function namesOf({ kind, name, plural, shortNames }: PromiseDefinition): string[] {
  return [kind, name, plural, ...shortNames];
}
