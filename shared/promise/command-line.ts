import { readName } from './credential-names.ts';
import { isHarmless, isPlausibleSecretName } from './harmless-values.ts';

/*
 * Passwords in options of a command, in one text or in a list of arguments: `--password x`, `-p x`, `mysql -px`.
 */

/** Short options that take a password, by command. */
const shortOptions: readonly (readonly [command: RegExp, option: string])[] = [
  [/^(?:sshpass|mongo|mongosh|mongodump|mongorestore|rabbitmqadmin|cqlsh|influx|login)$/, '-p'],
  [/^redis-(?:cli|benchmark)$/, '-a'],
  [/^(?:sqlcmd|bcp|mosquitto_(?:pub|sub|rr))$/, '-P'],
  [/^ldap(?:search|add|modify|delete|passwd|whoami)$/, '-w'],
];

/** Commands whose password follows `-p` without a space. */
const attachingCommand =
  /^(?:mysql|mysqldump|mysqladmin|mysqlimport|mysqlsh|mariadb(?:-dump|-admin|-backup|-check)?)$/;

/** Ports, which follow `-p` in other commands. */
const port = /^[0-9.:]{1,40}(?:\/(?:tcp|udp))?$/;

const userOption = /^(?:-u|--user|--username|--login)(?:=|$)/;

/** A password found in a command line. */
export interface OptionFinding {
  /** Index of the word that holds it. */
  readonly index: number;
  /** Option, in the words of this file. Never text of the request. */
  readonly option: string;
}

/** Returns the words of a text as a shell or a JSON list separates them. */
export function commandWords(text: string): string[] {
  return text.split(/[\s"',[\]]+/).filter((word) => word !== '');
}

/** Returns the first word that holds the password of an option; undefined if no word does. */
export function findOption(words: readonly string[]): OptionFinding | undefined {
  let context: CommandContext = { command: '', hasUser: false };
  for (const [index, word] of words.entries()) {
    if (word.startsWith('-')) {
      const [before = '', last = ''] = words.slice(Math.max(0, index - 2), index);
      context = { ...context, hasUser: userOption.test(before) || /^--user(?:name)?=/.test(last) };
      const found = passwordOption(words, { index, context });
      if (found !== undefined) return found;
    } else if (/^(?:[|;&]{1,2}|then|do)$/.test(word)) context = { command: '', hasUser: false };
    else context = { ...context, command: knownCommand(word) ?? context.command };
  }
  return undefined;
}

/** Returns the password of an option, in the same word or in the next one; undefined without a password. */
function passwordOption(
  words: readonly string[],
  { index, context }: { readonly index: number; readonly context: CommandContext },
): OptionFinding | undefined {
  const word = words[index]!;
  if (hasAttachedPassword(context.command, word)) return { index, option: '-p' };
  const next = words[index + 1];
  const option = next === undefined ? undefined : optionWithValue(word, next, context);
  return option === undefined ? undefined : { index: index + 1, option };
}

function knownCommand(word: string): string | undefined {
  const name = word.slice(-64).replace(/^.*\//s, '');
  if (attachingCommand.test(name) || name === 'curl' || name === 'wget') return name;
  return shortOptions.some(([command]) => command.test(name)) ? name : undefined;
}

function hasAttachedPassword(command: string, word: string): boolean {
  return attachingCommand.test(command) && /^-p[^=]/.test(word) && !isHarmless(word.slice(2), 'password');
}

interface CommandContext {
  readonly command: string;
  readonly hasUser: boolean;
}

/** Returns the option if its value is a password. */
function optionWithValue(word: string, value: string, context: CommandContext): string | undefined {
  if (value.startsWith('-')) return undefined;
  if (/^--?[A-Za-z][\w.-]{2,80}$/.test(word)) return longOption(word, value);
  if (isHarmless(value, 'password')) return undefined;
  const isUser = (word === '-u' || word === '--user') && context.command === 'curl';
  if (isUser) return /^[^:\s]{1,100}:[A-Za-z0-9]/.test(value) ? word : undefined;
  if (word === '-p' && context.hasUser && !attachingCommand.test(context.command) && !port.test(value))
    return word;
  return shortOptions.some(([command, option]) => word === option && command.test(context.command))
    ? word
    : undefined;
}

function longOption(word: string, value: string): string | undefined {
  const name = readName(word.replace(/^-{1,2}/, ''));
  if (name === undefined || isHarmless(value, name.kind)) return undefined;
  if (name.kind === 'secret') return isPlausibleSecretName(value) ? undefined : '--secret';
  const isCredential = name.kind === 'password' || name.kind === 'token' || name.kind === 'key';
  return isCredential ? `--${name.words.toLowerCase().replaceAll(' ', '-')}` : undefined;
}
