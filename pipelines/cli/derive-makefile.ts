import {
  type Argument,
  type Command,
  type Flag,
  flagName,
  targetName,
  variableName,
} from './define-command.ts';

/** First line of the generated part of the Makefile. */
export const begin = '# Commands, generated from pipelines/cli/commands by `make generate`; do not edit';

/** Last line of the generated part of the Makefile. */
export const end = '# End of the generated commands';

/**
 * Returns the Makefile with a current target for every command.
 *
 * @throws Error if the markers of the generated part are missing
 */
export function deriveMakefile(makefile: string, commands: readonly Command[]): string {
  const [before, rest] = makefile.split(`${begin}\n`);
  const [, after] = rest?.split(`${end}\n`) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`The Makefile needs the lines "${begin}" and "${end}"`);
  }
  const names = commands.map(targetName).join(' ');
  return [`${before}${begin}`, `.PHONY: ${names}`, '', ...commands.map(printTarget), `${end}\n${after}`].join(
    '\n',
  );
}

function printTarget(command: Command): string {
  const words = [
    ...Object.entries(command.arguments).map(([name, argument]) => printArgument(name, argument)),
    ...Object.entries(command.flags).flatMap(([key, flag]) => printFlag(key, flag)),
  ];
  const recipe = [`@$(INFRAFORGE) ${command.name}`, ...words].join(' \\\n\t  ');
  return `${targetName(command)}: build ## ${command.summary}${neededVariables(command)}\n\t${recipe}\n`;
}

/** Variables without which a command cannot run. */
function neededVariables({ arguments: args, flags }: Command): string {
  const needed = Object.entries({ ...args, ...flags }).filter(([, { required }]) => required);
  const names = needed.map(([key, option]) => `${variableName(key, option)}=`);
  return names.length === 0 ? '' : ` (${names.join(' ')})`;
}

function printArgument(name: string, argument: Argument): string {
  const value = `$(call given,${variableName(name, argument)})`;
  return argument.variadic ? value : `$(if ${value},"${value}")`;
}

function printFlag(key: string, flag: Flag): string[] {
  const variable = variableName(key, flag);
  if (variable === undefined) return [];
  const reference = (name: string): string => (flag.environment ? `$(${name})` : `$(call given,${name})`);
  const name = flagName(key).slice(2);
  if (flag.value === undefined) return [`$(if ${reference(variable)},--${name})`];
  if (flag.repeatable) return [`$(foreach value,${reference(variable)},--${name} "$(value)")`];
  const positive = `$(call flag,${name},${reference(variable)})`;
  return flag.negation === undefined
    ? [positive]
    : [positive, `$(if ${reference(`NO_${variable}`)},--no-${name})`];
}
