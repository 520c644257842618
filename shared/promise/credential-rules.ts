import { commandWords, findOption } from './command-line.ts';
import { decodeBase64, findForm, hasUrlPassword } from './credential-forms.ts';
import { type NameReading, readName } from './credential-names.ts';
import { findAssignment, findHeader, findPair, hasPassword } from './credential-text.ts';
import {
  isGenerated,
  isHarmless,
  isPlausibleSecretName,
  isSecretKey,
  isSecretName,
} from './harmless-values.ts';
import { isPlaceholder, markPlaceholders } from './placeholders.ts';

/*
 * The rules by which text looks like a credential. A request ends in Git in clear text, so a password in it is refused
 * before it is delivered; it belongs in a Secret.
 */

/** Result of a rule. */
export interface CredentialFinding {
  readonly rule: (typeof rules)[number][0] | 'command' | 'manifest';
  /** Clause that says why, for a message: "the name ends in PASSWORD". Never shows the text. */
  readonly reason: string;
}

/** A text under a name; both as the request has them, and with its placeholders marked. */
interface Subject {
  readonly name: string;
  readonly text: string;
  readonly marked: string;
}

/** Rules on a text alone by name, in the order of their evaluation; each returns the clause of a message. */
const textRules = [
  ['form', ({ marked }: Subject) => findForm(marked)],
  ['url', ({ marked }: Subject) => (hasUrlPassword(marked) ? 'contains a password in a URL' : undefined)],
  ['header', ({ marked }: Subject) => findHeader(marked)],
  ['assignment', assignmentRule],
  ['option', optionRule],
] as const;

/** All rules in the order of their evaluation. */
const rules = [...textRules, ['base64', base64Rule], ['name', nameRule]] as const;

/** Returns the first rule by which a text under a name looks like a credential. */
export function findCredential(name: string, text: string): CredentialFinding | undefined {
  if (plain.test(text)) return plainFinding(name, text);
  const subject = { name, text, marked: markPlaceholders(text) };
  for (const [rule, evaluate] of rules) {
    const reason = evaluate(subject);
    if (reason !== undefined) return { rule, reason };
  }
  return undefined;
}

/** Strings too short for any form and without a separator: only the name decides. */
const plain = /^[\w./-]{0,14}$/;

function plainFinding(name: string, text: string): CredentialFinding | undefined {
  const reason = text === '' ? undefined : nameRule({ name, text, marked: markPlaceholders(text) });
  return reason === undefined ? undefined : { rule: 'name', reason };
}

/** Returns true if a text under a name looks like a credential. */
export function looksLikeCredential(name: string, text: string): boolean {
  return findCredential(name, text) !== undefined;
}

function assignmentRule({ text, marked }: Subject): string | undefined {
  if (!/[=:>(]/.test(marked)) return undefined;
  const found = findAssignment(marked) ?? findPair(text);
  return found === undefined ? manifestRule(marked) : `contains ${found}`;
}

/** Reports a manifest of a Secret with data. */
function manifestRule(marked: string): string | undefined {
  if (!/\bkind["']?:[ \t]{0,8}["']?Secret\b(?!\w)/.test(marked)) return undefined;
  const data =
    /\b(?:stringData|data)["']?:\s{1,40}["']?[\w.-]{1,253}["']?:[ \t]{0,8}["']?([^\s"'{}]{1,200})/.exec(
      marked,
    )?.[1];
  return data === undefined || isPlaceholder(data) ? undefined : 'contains the data of a Secret';
}

function optionRule({ marked }: Subject): string | undefined {
  if (!/(?:^|[\s"',[])-/.test(marked)) return undefined;
  const found = findOption(commandWords(marked));
  return found === undefined ? undefined : `contains a password after ${found.option}`;
}

/** Applies the rules on text to decoded base64 in the text. */
function base64Rule({ name, text }: Subject): string | undefined {
  if (text.length < 24) return undefined;
  const { texts, hasPrivateKey } = decodeBase64(text);
  if (hasPrivateKey) return 'is a private key in base64';
  for (const decoded of texts) {
    const subject = { name, text: decoded, marked: markPlaceholders(decoded) };
    const reason = textRules.map(([, evaluate]) => evaluate(subject)).find((clause) => clause !== undefined);
    if (reason !== undefined) return `${reason}, in base64`;
  }
  return undefined;
}

/** Reports a value because of its name. */
function nameRule({ name: key, marked: value }: Subject): string | undefined {
  const name = readName(key);
  if (name === undefined || isHarmless(value, name.kind)) return undefined;
  const ends = `the name ${name.isLast ? 'ends in' : 'contains'} ${name.words}`;
  const addition = describeValue(name, value);
  return addition === undefined ? undefined : `${ends}${addition}`;
}

/** Returns the addition to a clause about a name; undefined if the value is not a credential under this name. */
function describeValue({ kind, words }: NameReading, value: string): string | undefined {
  switch (kind) {
    case 'secret':
      return isPlausibleSecretName(value) ? undefined : '';
    case 'reference':
      return isSecretName(value) ? undefined : ', but the value is not the name of a Secret';
    case 'keyReference':
      return isSecretKey(value) ? undefined : ', but the value is not a key of a Secret';
    case 'seed':
      return isGenerated(value) ? ' and the value looks generated' : undefined;
    case 'account':
      return hasPassword(value, words) ? ' and the value has a password' : undefined;
    case 'connection':
      return value.includes('=') ? undefined : '';
    default:
      return '';
  }
}
