import { Command as Commander, CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { redact, UsageError } from '../../shared/errors.ts';
import { didYouMean, nearest } from '../../shared/nearest.ts';
import type { ProgramFiles } from './built-in.ts';
import { commandGroups } from './command-groups.ts';
import { commands } from './commands.ts';
import {
  type Argument,
  type Command,
  type CommandContext,
  type CommandEntry,
  type Flag,
  flagName,
} from './define-command.ts';
import { exitCodeOfError, exitCodes } from './exit-codes.ts';
import { explainError } from './explain-error.ts';
import { commandHelp, programHelp } from './help.ts';
import { quietTerminal } from './terminal.ts';

/** Everything that the program gets from the process that it runs in. */
export interface ProgramContext extends Omit<CommandContext, 'commands'> {
  /** Width of the terminal; undefined without one. */
  readonly columns?: number | undefined;
}

/** Sentence below the name of the program. */
const description = 'Turns short requests into Helm values and Argo CD Applications in Git.';

/**
 * Runs the `infraforge` command and reports what ended it.
 *
 * @param args command line without the program
 * @param entries all commands, unless a test replaces what they run
 * @returns the exit code
 */
export async function runProgram(
  args: readonly string[],
  context: ProgramContext,
  entries: readonly CommandEntry[] = commands,
): Promise<number> {
  let code: number = exitCodes.done;
  const setExitCode = (result: number): void => {
    code = result;
  };
  const declarations = entries.map(({ command }) => command);
  const program = createProgram(entries, { context, declarations, setExitCode });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    context.terminal.complain(redact(explainError(error, manifest.version)));
    return exitCodeOfError(error);
  }
}

interface ProgramOptions {
  readonly context: ProgramContext;
  /** Declarations of all commands. */
  readonly declarations: readonly Command[];
  /** Receives the exit code of the command that ran. */
  readonly setExitCode: (code: number) => void;
}

function createProgram(entries: readonly CommandEntry[], options: ProgramOptions): Commander {
  const { context, declarations } = options;
  const program = configured(new Commander('infraforge'), context, (width) =>
    programHelp({ name: 'infraforge', description, commands: declarations }, width),
  ).version(manifest.version);
  for (const [name, about] of Object.entries(commandGroups)) {
    const inGroup = declarations.filter((command) => command.name.startsWith(`${name} `));
    const short = inGroup.map((command) => ({ ...command, name: command.name.slice(name.length + 1) }));
    const help = { name: `infraforge ${name}`, description: about, commands: short };
    program.addCommand(configured(new Commander(name), context, (width) => programHelp(help, width)));
  }
  for (const entry of entries) addEntry(program, entry, options);
  return program;
}

function addEntry(
  program: Commander,
  { command, load }: CommandEntry,
  { context, declarations, setExitCode }: ProgramOptions,
): void {
  const [name = '', group] = command.name.split(' ').toReversed();
  const parent = program.commands.find((one) => one.name() === group) ?? program;
  const added = configured(new Commander(name), context, (width) => commandHelp(command, width));
  for (const [key, { required, variadic }] of Object.entries(command.arguments)) {
    const text = `${key}${variadic ? '...' : ''}`;
    added.argument(required ? `<${text}>` : `[${text}]`);
  }
  for (const [key, flag] of Object.entries(command.flags)) addFlag(added, key, flag);
  added.action(async () => {
    const options = readOptions(command, { args: added.processedArgs, flags: added.opts(), context });
    const terminal = options['quiet'] === true ? quietTerminal(context.terminal) : context.terminal;
    const { run } = await load();
    setExitCode(await run(options as never, { ...context, commands: declarations, terminal }));
  });
  parent.addCommand(added);
}

/** Configures a commander command to throw instead of ending the process, and to print our help and our errors. */
function configured(
  command: Commander,
  { terminal, columns = 80 }: ProgramContext,
  help: (width: number) => string,
): Commander {
  return command
    .exitOverride()
    .configureHelp({ formatHelp: () => help(columns) })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
      outputError: (text, write) => write(redact(usageError(text, pathOf(command)))),
    });
}

function pathOf(command: Commander): string {
  const { parent } = command;
  return parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** Returns commander's message about an invalid command line in the form of our messages, with what to do. */
export function usageError(text: string, command: string): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replace(/^option '(\S+) <(.*)>' argument missing$/, '$1 needs a value: <$2>')
    .replace(
      /^too many arguments for (.*)\. Expected (\d+) arguments? but got (\d+)\.$/,
      'too many arguments for $1: expected $2, found $3',
    )
    .replace(/^unknown option/, 'unknown flag')
    .replace(/\boption '/g, "flag '")
    .replace(/'([^']*)'/g, '"$1"')
    .replace(/\.$/, '')
    .replace(/\n\(Did you mean (?!one of )(.*)\?\)$/, '; did you mean "$1"?')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
  const sentence = `${message[0]?.toUpperCase()}${message.slice(1)}`;
  const help = `"${command} --help" for usage`;
  return sentence.endsWith('?') ? `${sentence} Run ${help}` : `${sentence}; run ${help}`;
}

function addFlag(command: Commander, key: string, flag: Flag): void {
  const begin = flag.short === undefined ? '' : `-${flag.short}, `;
  const value = flag.value === undefined ? '' : ` <${flag.value}>`;
  const option = new Option(`${begin}${flagName(key)}${value}`);
  if (flag.repeatable) option.argParser((text: string, before?: string[]) => [...(before ?? []), text]);
  command.addOption(option.conflicts([...(flag.conflicts ?? [])]));
  if (flag.negation !== undefined) command.option(`--no-${flagName(key).slice(2)}`);
}

/** @throws UsageError for a required flag that is missing, and for a value that is invalid */
function readOptions(
  command: Command,
  given: { args: readonly unknown[]; flags: Readonly<Record<string, unknown>>; context: ProgramFiles },
): Record<string, unknown> {
  const args = Object.entries(command.arguments).map(([name, argument], index) => [
    name,
    readArgument(name, { argument, value: given.args[index] }),
  ]);
  const flags = Object.entries(command.flags).map(([key, flag]) => [
    key,
    readFlag(key, { flag, value: given.flags[key], context: given.context }),
  ]);
  return Object.fromEntries([...args, ...flags]);
}

function readArgument(name: string, { argument, value }: { argument: Argument; value: unknown }): unknown {
  const { choices } = argument;
  if (choices === undefined || value === undefined || choices.includes(String(value))) return value;
  const hint = didYouMean(nearest(String(value), choices));
  throw new UsageError(`Invalid <${name}> "${value}": expected one of ${choices.join(', ')}${hint}`);
}

function readFlag(
  key: string,
  { flag, value, context }: { flag: Flag; value: unknown; context: ProgramFiles },
): unknown {
  const { default: fallback, required, repeatable, integer, value: placeholder, description: about } = flag;
  if (placeholder === undefined) return value ?? false;
  if (repeatable) return value ?? [];
  // An unset variable of a script gives an empty value.
  const isMissing = value === undefined || (required && value === '');
  if (isMissing || (value === true && flag.negation !== undefined)) {
    if (required) throw new UsageError(`${flagName(key)} <${placeholder}> is required: ${about}`);
    return typeof fallback === 'function' ? fallback(context) : fallback;
  }
  if (!integer) return value;
  if (!/^[1-9]\d{0,5}$/.test(String(value))) {
    throw new UsageError(`Invalid ${flagName(key)} "${value}": expected a positive whole number`);
  }
  return Number(value);
}
