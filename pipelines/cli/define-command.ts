import type { Environment } from '../../shared/kratix/environment.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterFlags } from '../cluster/connect-cluster.ts';
import type { ProgramFiles } from './built-in.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Flag of a command: a switch, or a flag that takes a value. Its name is the key under which it is declared. */
export interface Flag {
  /** Phrase without a full stop, in one line: the help wraps it. */
  readonly description: string;
  /** Placeholder of the value, such as `file`. A flag without one is a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly required?: true;
  readonly repeatable?: true;
  /** The value is a positive whole number. */
  readonly integer?: true;
  readonly default?: string | number | ((program: ProgramFiles) => string);
  /** Text for the help instead of the default value. */
  readonly defaultText?: string;
  /** Description of `--no-<flag>`, where the flag has such a form; its value is then false. */
  readonly negation?: string;
  /** Keys of flags that cannot be combined with this one. */
  readonly conflicts?: readonly string[];
  /** Make's variable. Defaults to the flag in upper case; null: make has none. */
  readonly variable?: string | null;
  /** True if make takes the variable from the environment too, not only from its own command line. */
  readonly environment?: true;
}

/** Positional argument of a command. Its name is the key under which it is declared. */
export interface Argument {
  readonly description: string;
  readonly required?: true;
  readonly variadic?: true;
  readonly choices?: readonly string[];
  /** Make's variable. Defaults to the name in upper case. */
  readonly variable?: string;
}

/** Declaration of a command: the help, the options of `run`, make's target and the documentation derive from it. */
export interface Command {
  /** One word, or two for a command of a group: `charts push`. */
  readonly name: string;
  /** Imperative phrase for lists of commands. */
  readonly summary: string;
  /** Sentences for the command's own help. */
  readonly description: string;
  readonly arguments: Readonly<Record<string, Argument>>;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Paragraph below the flags. */
  readonly notes?: string;
  /** Command lines without the program's name. */
  readonly examples: readonly string[];
  /** Meaning of the exit codes; those for defects and invalid arguments are the same everywhere. */
  readonly exits: Readonly<{ done: string } & Partial<Record<ExitCode, string>>>;
  /** Make's target. Defaults to the name with dashes. */
  readonly target?: string;
}

/** Everything that a command gets from the process that it runs in. */
export interface CommandContext extends ProgramFiles {
  /** Declarations of all commands. */
  readonly commands: readonly Command[];
  readonly terminal: Terminal;
  readonly environment: Environment;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
  /** Connects to the cluster that the flags name. @throws ClusterError */
  readonly connect: (flags: ClusterFlags) => Promise<Cluster>;
  /** Resolves after some milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Resolves when a person ends a command that keeps running. */
  readonly untilStopped: () => Promise<void>;
}

type ValueOf<F> = F extends { integer: true }
  ? number
  : F extends { choices: readonly (infer Choice)[] }
    ? Choice
    : F extends { value: string } | Argument
      ? string
      : never;

type OptionOf<F> = F extends { value: string }
  ? F extends { repeatable: true }
    ? readonly string[]
    : F extends { required: true } | { default: unknown }
      ? ValueOf<F>
      : F extends { negation: string }
        ? ValueOf<F> | false | undefined
        : ValueOf<F> | undefined
  : boolean;

type ArgumentOf<A> = A extends { variadic: true }
  ? readonly string[]
  : A extends { required: true }
    ? ValueOf<A>
    : ValueOf<A> | undefined;

/** Values of a command's arguments and flags, typed by its declaration. */
export type OptionsOf<C extends Pick<Command, 'arguments' | 'flags'>> = {
  readonly [Name in keyof C['arguments']]: ArgumentOf<C['arguments'][Name]>;
} & FlagOptions<C['flags']>;

/** Values of flags, typed by their declaration. */
export type FlagOptions<F extends Readonly<Record<string, Flag>>> = {
  readonly [Name in keyof F]: OptionOf<F[Name]>;
};

/** Runs a command and returns its exit code. */
export type Run<C extends Pick<Command, 'arguments' | 'flags'>> = (
  options: OptionsOf<C>,
  context: CommandContext,
) => Promise<number>;

/** Returns the declaration as it is, with the types of its literals. */
export function defineCommand<const C extends Command>(command: C): C {
  return command;
}

/** Returns flags as they are, with the types of their literals, for several commands to share. */
export function defineFlags<const F extends Readonly<Record<string, Flag>>>(flags: F): F {
  return flags;
}

/** A declaration with the module that runs it, which is loaded when the command runs. */
export interface CommandEntry {
  readonly command: Command;
  readonly load: () => Promise<{ readonly run: Run<Command> }>;
}

/** Joins a declaration and the module whose `run` fits its options. */
export function entry<C extends Command>(
  command: C,
  load: () => Promise<{ readonly run: Run<C> }>,
): CommandEntry {
  return { command, load: load as CommandEntry['load'] };
}

/** Returns the flag as it is written: `gitBranch` is `--git-branch`. */
export function flagName(key: string): string {
  return `--${kebab(key)}`;
}

/** Returns make's variable of a flag or an argument: `gitBranch` is `GIT_BRANCH`. */
export function variableName(
  key: string,
  { variable }: { readonly variable?: string | null } = {},
): string | undefined {
  if (variable === null) return undefined;
  return variable ?? kebab(key).replaceAll('-', '_').toUpperCase();
}

/** Returns a flag with a value as a person writes it for make and for the program: `GIT_BRANCH=main (--git-branch)`. */
export function printFlag<C extends Pick<Command, 'flags'>>(
  { flags }: C,
  key: keyof C['flags'] & string,
  value = '',
): string {
  return `${variableName(key, flags[key])}=${value} (${flagName(key)})`;
}

/** Returns make's target of a command. */
export function targetName({ name, target }: Command): string {
  return target ?? folderName({ name });
}

/** Returns the folder of a command below `commands/`. */
export function folderName({ name }: Pick<Command, 'name'>): string {
  return name.replaceAll(' ', '-');
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
