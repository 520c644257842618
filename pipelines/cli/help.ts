import { type Command, type Flag, flagName } from './define-command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A term with its description. */
type Item = readonly [term: string, description: string];

/** Meaning of the exit codes in general; a command says what they mean for it. */
const generalExits: Record<ExitCode, string> = {
  done: 'success',
  defect: 'a defect of the program, or a failure of the machine',
  refused:
    'something is refused, failing or missing: the requester or the platform team must change something',
  retry: 'something did not answer or is in progress: try again',
  usage: 'invalid arguments',
  noInput: 'a file cannot be read',
  cantCreate: 'a file cannot be written',
};

/** Meaning of the exit codes that every command has. */
const commonExits: Partial<Record<ExitCode, string>> = {
  defect: generalExits.defect,
  usage: generalExits.usage,
};

/** Widest line: longer ones are hard to read. */
const widest = 110;

/** Returns the help of a command, wrapped to the width of the terminal. */
export function commandHelp(command: Command, width: number): string {
  return sections(width, [
    ['', `Usage: infraforge ${command.name}${usage(command)}`],
    ['', command.description],
    ['Arguments', argumentItems(command)],
    ['Flags', [...flagItems(command), ['-h, --help', 'print this help']]],
    ['', command.notes ?? ''],
    ['Examples', command.examples.map((example): Item => [`infraforge ${example}`, ''])],
    ['Exit codes', exitItems(command)],
  ]);
}

/** Returns the help of the program, or of a group of commands. */
export function programHelp(
  { name, description, commands }: { name: string; description: string; commands: readonly Command[] },
  width: number,
): string {
  return sections(width, [
    ['', `Usage: ${name} <command> [flags]`],
    ['', description],
    ['Commands', commands.map((command): Item => [command.name, command.summary])],
    ['Flags', [['-h, --help', 'print this help']]],
    ['Exit codes', exitItems({ exits: generalExits })],
    ['', `Run "${name} <command> --help" for the flags, examples and exit codes of a command.`],
  ]);
}

/** Returns the meaning of every exit code of a command, by ascending code. */
export function exitItems({
  exits,
  flags = {},
}: Pick<Command, 'exits'> & Partial<Pick<Command, 'flags'>>): Item[] {
  const ofCluster = 'kubeconfig' in flags ? { noInput: 'the kubeconfig or another file cannot be read' } : {};
  const all = Object.entries({ ...commonExits, ...ofCluster, ...exits }) as [ExitCode, string][];
  return all
    .toSorted(([one], [other]) => exitCodes[one] - exitCodes[other])
    .map(([name, meaning]) => [String(exitCodes[name]), meaning]);
}

/** Returns the flags of a command as they are written, with their descriptions and defaults. */
export function flagItems({ flags }: Command): Item[] {
  return Object.entries(flags).flatMap(([key, flag]): Item[] => [
    [flagTerm(key, flag), `${flag.description}${flagDetail(flag)}`],
    ...(flag.negation === undefined ? [] : [[`    --no-${flagName(key).slice(2)}`, flag.negation] as const]),
  ]);
}

function flagTerm(key: string, { short, value }: Flag): string {
  const begin = short === undefined ? '    ' : `-${short}, `;
  return `${begin}${flagName(key)}${value === undefined ? '' : ` <${value}>`}`;
}

function flagDetail({ required, repeatable, default: fallback, defaultText }: Flag): string {
  const shown = defaultText ?? (typeof fallback === 'function' ? undefined : fallback);
  const details = [
    ...(required ? ['required'] : []),
    ...(repeatable ? ['repeatable'] : []),
    ...(shown === undefined ? [] : [`default: ${shown}`]),
  ];
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

/** Returns the arguments of a command with their descriptions. */
export function argumentItems(command: Command): Item[] {
  return Object.entries(command.arguments).map(([name, { description, choices }]) => [
    name,
    choices === undefined ? description : `${description} (${choices.join(', ')})`,
  ]);
}

function usage(command: Command): string {
  const placeholders = Object.entries(command.arguments).map(([name, { required, variadic }]) => {
    const placeholder = `${name}${variadic ? '...' : ''}`;
    return required ? ` <${placeholder}>` : ` [${placeholder}]`;
  });
  return ` [flags]${placeholders.join('')}`;
}

function sections(width: number, parts: readonly (readonly [string, string | readonly Item[]])[]): string {
  const columns = Math.min(width, widest);
  return parts
    .filter(([, content]) => content.length > 0)
    .map(([title, content]) => {
      if (typeof content === 'string') return wrap(content, columns).join('\n');
      return [`${title}:`, ...itemLines(content, columns)].join('\n');
    })
    .join('\n\n');
}

/** Returns items in two columns; if the second one would be too narrow, descriptions go below their terms. */
function itemLines(items: readonly Item[], columns: number): string[] {
  const termWidth = Math.max(...items.map(([term]) => term.length));
  const isNarrow = columns - termWidth < 40;
  const indent = isNarrow ? 8 : termWidth + 4;
  return items.flatMap(([term, description]) => {
    if (description === '') return [`  ${term}`];
    const [first = '', ...rest] = wrap(description, Math.max(columns - indent, 20));
    const padding = ' '.repeat(indent);
    if (isNarrow) return [`  ${term}`, ...[first, ...rest].map((line) => padding + line)];
    return [`  ${term.padEnd(termWidth)}  ${first}`, ...rest.map((line) => padding + line)];
  });
}

/** Wraps a text into lines of at most the width; only a longer word exceeds it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
