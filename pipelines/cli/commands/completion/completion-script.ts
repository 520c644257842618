import { quoteShellWord } from '../../../cluster/shell-word.ts';
import { commandGroups } from '../../command-groups.ts';
import { type Command, flagName } from '../../define-command.ts';

/** A shell with a completion script. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** A word that can be completed, with its description. */
type Word = readonly [word: string, description: string];

/** Returns the script that completes commands, flags and file names in a shell. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

function bash(commands: readonly Command[]): string {
  const choose = (words: readonly Word[]): string => quoteShellWord(words.map(([word]) => word).join(' '));
  return `_infraforge() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${choose(firstWords(commands))}
  elif [ "$COMP_CWORD" -eq 2 ] && [[ ' ${Object.keys(commandGroups).join(' ')} ' == *" \${COMP_WORDS[1]} "* ]]; then
    case "\${COMP_WORDS[1]}" in
${groups(commands)
  .map(([group, words]) => `      ${group}) words=${choose(words)} ;;`)
  .join('\n')}
    esac
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]} " in
${commands.map((command) => `      ${quoteShellWord(command.name)}' '*) words=${choose(bashWords(command))} ;;`).join('\n')}
    esac
    [[ "$current" == -* || "$words" != -* ]] || words=''
  fi
  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _infraforge infraforge`;
}

/** Returns the choices of an argument, otherwise the flags, which bash only offers after a dash. */
function bashWords(command: Command): Word[] {
  const choices = getChoices(command);
  return choices.length > 0 ? choices : flagWords(command);
}

function zsh(commands: readonly Command[]): string {
  const list = (words: readonly Word[]): string =>
    words.map(([word, description]) => quoteShellWord(`${word}:${description}`)).join(' ');
  return `#compdef infraforge
_infraforge() {
  local -a choices flags
  if (( CURRENT == 2 )); then
    choices=(${list(firstWords(commands))})
    _describe command choices
    return
  fi
  if (( CURRENT == 3 )); then
    case "$words[2]" in
${groups(commands)
  .map(([group, words]) => `      ${group}) choices=(${list(words)}); _describe command choices; return ;;`)
  .join('\n')}
    esac
  fi
  case "$words[2] $words[3] " in
${commands.map((command) => `    ${quoteShellWord(command.name)}' '*) choices=(${list(getChoices(command))}); flags=(${list(flagWords(command))}) ;;`).join('\n')}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then
    _describe flag flags
  elif (( $#choices )); then
    _describe value choices
  else
    _files
  fi
}
compdef _infraforge infraforge`;
}

function fish(commands: readonly Command[]): string {
  const begin = 'complete --command infraforge';
  const words = (condition: string, list: readonly Word[]): string[] =>
    list.map(
      ([word, description]) =>
        `${begin} --no-files --condition ${quoteShellWord(condition)} --arguments ${word} --description ${quoteShellWord(description)}`,
    );
  return [
    ...words('__fish_is_nth_token 1', firstWords(commands)),
    ...groups(commands).flatMap(([group, list]) =>
      words(`__fish_is_nth_token 2; and __fish_seen_subcommand_from ${group}`, list),
    ),
    ...commands.flatMap((command) => {
      const condition = command.name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return [
        ...words(condition, getChoices(command)),
        ...Object.entries(command.flags).map(([key, { short, value, description }]) =>
          [
            `${begin} --condition ${quoteShellWord(condition)} --long-option ${flagName(key).slice(2)}`,
            ...(short === undefined ? [] : [`--short-option ${short}`]),
            ...(value === undefined ? [] : ['--require-parameter']),
            `--description ${quoteShellWord(description)}`,
          ].join(' '),
        ),
      ];
    }),
  ].join('\n');
}

function firstWords(commands: readonly Command[]): Word[] {
  const single = commands.filter(({ name }) => !name.includes(' '));
  return [...single.map(({ name, summary }): Word => [name, summary]), ...Object.entries(commandGroups)];
}

function groups(commands: readonly Command[]): [string, Word[]][] {
  return Object.keys(commandGroups).map((group) => {
    const members = commands.filter(({ name }) => name.startsWith(`${group} `));
    return [group, members.map(({ name, summary }): Word => [name.slice(group.length + 1), summary])];
  });
}

function getChoices(command: Command): Word[] {
  const argument = Object.values(command.arguments).find(({ choices }) => choices !== undefined);
  return (argument?.choices ?? []).map((choice) => [choice, argument?.description ?? '']);
}

function flagWords({ flags }: Command): Word[] {
  const all = Object.entries(flags).flatMap(([key, { description, negation }]): Word[] => [
    [flagName(key), description],
    ...(negation === undefined ? [] : [[`--no-${flagName(key).slice(2)}`, negation] as const]),
  ]);
  return [...all, ['--help', 'print the help']];
}
