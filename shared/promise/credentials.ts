import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { scalarText } from '../scalar-text.ts';
import { findOption } from './command-line.ts';
import { readName } from './credential-names.ts';
import { type CredentialFinding, findCredential } from './credential-rules.ts';
import { isHarmless } from './harmless-values.ts';
import { markPlaceholders } from './placeholders.ts';

/*
 * Search of a request for literals that look like credentials. Every string, number and key of a spec is checked,
 * because each may reach Git; credential-rules.ts has the rules.
 */

/** Location of a literal in a spec, by index and by name, and its key. */
interface Location {
  /** `applications[0].env[2].value` */
  readonly path: string;
  /** `applications.web.env.PASSWORD`: the form that `allowLiterals` uses. */
  readonly namedPath: string;
  readonly key: string;
  /** True for the value of `{name, value}`, which can be `{name, valueFrom}`. */
  readonly isVariable?: boolean;
  /** True for an object whose strings are the data of a Secret. */
  readonly isSecretData?: boolean;
}

const joinPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Callbacks of a visit. */
interface Visitor {
  /** Receives each string and number. */
  readonly literal: (literal: string, at: Location) => void;
  /** Receives each object key with the location of the object; returns true to skip what is below the key. */
  readonly key?: (key: string, at: Location) => boolean;
  /** Receives each list of strings. */
  readonly words?: (words: readonly string[], at: Location) => void;
}

/** Visits every literal of a JSON tree. An entry `{name, value}` or `{key, value}` counts as a key and its value. */
function visitLiterals(tree: unknown, at: Location, visitor: Visitor): void {
  if (typeof tree === 'string' || typeof tree === 'number') visitor.literal(String(tree), at);
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    if (tree.length > 1 && tree.every((entry) => typeof entry === 'string')) visitor.words?.(tree, at);
    for (const [entry, location] of listEntries(tree, at)) visitLiterals(entry, location, visitor);
    return;
  }
  for (const [key, entry] of Object.entries(tree)) {
    if (visitor.key?.(key, at) !== true)
      visitLiterals(entry, entryLocation(key, { at, object: tree }), visitor);
  }
}

/** Returns true for a name that a message may show. */
function isPlainName(name: unknown): name is string {
  return typeof name === 'string' && /^[\w./-]{1,253}$/.test(name) && findCredential('', name) === undefined;
}

function listEntries(list: readonly unknown[], at: Location): [unknown, Location][] {
  return list.map((entry, index) => {
    const { name } = (entry ?? {}) as { name?: unknown };
    const path = `${at.path}[${index}]`;
    const namedPath = isPlainName(name) ? `${at.namedPath}.${name}` : `${at.namedPath}[${index}]`;
    return [entry, { ...at, path, namedPath, isVariable: typeof name === 'string' }];
  });
}

/** An object with its location. */
interface Parent {
  readonly at: Location;
  readonly object: { readonly name?: unknown; readonly key?: unknown; readonly kind?: unknown };
}

function entryLocation(key: string, { at, object }: Parent): Location {
  const isPair = key === 'value' && 'name' in object;
  return {
    path: joinPath(at.path, key),
    namedPath: isPair ? at.namedPath : joinPath(at.namedPath, key),
    key: key === 'value' ? pairKey({ at, object }) : ownKey(key, { at, object }),
    isVariable: isPair && at.isVariable === true,
    isSecretData:
      at.isSecretData === true || key === 'stringData' || (key === 'data' && object.kind === 'Secret'),
  };
}

/** Returns the name of the value of a pair: the text of `name` or `key`, or else the key of the pair itself. */
function pairKey({ at, object: { name, key } }: Parent): string {
  const texts = [name, key, at.key].filter((text) => typeof text === 'string' && text !== '') as string[];
  return texts.find((text) => readName(text) !== undefined) ?? texts[0] ?? 'value';
}

/** Objects whose strings are passwords, by their user. */
const passwordMaps = /(?:passwords|passwds)$/i;

/** Keys of a Secret's key, if a sibling names the Secret. */
const secretSibling = /secretName$|secretRef$|existingSecret|^remoteRef$/i;

/** Returns the key by which a literal is judged. */
function ownKey(key: string, { at, object }: Parent): string {
  if (passwordMaps.test(at.key) && !/key$|name$|secret$/i.test(key)) return at.key;
  const namesSecretKey =
    /key$/i.test(key) && Object.keys(object).some((sibling) => secretSibling.test(sibling));
  return namesSecretKey ? `existingSecret.${key}` : key;
}

const root: Location = { path: '', namedPath: '', key: '' };

/**
 * Reports every literal of a request's spec that looks like a credential and that `allowLiterals` does not name. The
 * message never repeats the literal.
 */
export function findCredentials(spec: unknown, allowLiterals: readonly string[]): Problem[] {
  const allowed = new Set(allowLiterals);
  const found = new Map<string, Problem>();
  const report = (at: Location, finding: CredentialFinding): void => {
    if (allowed.has(at.namedPath) || at.path.startsWith('allowLiterals[') || found.has(at.path)) return;
    found.set(at.path, { path: joinPath('spec', at.path), message: message(finding, at) });
  };
  visitLiterals(spec, root, {
    literal: (literal, at) => {
      const finding = findCredential(at.key, literal) ?? secretData(literal, at);
      if (finding !== undefined) report(at, finding);
    },
    key: (key, at) => {
      const finding = findCredential('', key);
      if (finding === undefined) return false;
      const path = joinPath('spec', at.path);
      found.set(`${at.path} key`, { path, message: keyMessage(finding) });
      return true;
    },
    words: (words, at) => {
      const option = findOption(words);
      if (option === undefined) return;
      const index = `[${option.index}]`;
      const location = { ...at, path: `${at.path}${index}`, namedPath: `${at.namedPath}${index}` };
      report(location, { rule: 'command', reason: `follows ${option.option}` });
    },
  });
  return [...found.values()];
}

/** Reports the strings of a Secret's manifest. */
function secretData(literal: string, { isSecretData }: Location): CredentialFinding | undefined {
  if (isSecretData !== true || isHarmless(markPlaceholders(literal), 'password')) return undefined;
  return { rule: 'manifest', reason: 'is the data of a Secret' };
}

/** Returns the message about a literal: the rule, and a fix that is possible at its place. */
function message({ reason }: CredentialFinding, { path, namedPath, isVariable }: Location): string {
  const clause = reason.startsWith('the name ') ? reason : `it ${reason}`;
  const fix = isVariable
    ? 'use a Secret and valueFrom'
    : /(?:^|\.)values\./.test(path)
      ? 'set a key of the chart that names a Secret'
      : /\.files\[[0-9]+\]\.content$/.test(path)
        ? 'mount a Secret as a volume'
        : 'remove it';
  return `Looks like a credential: ${clause}; requests are stored in Git, so ${fix}, or add "${namedPath}" to allowLiterals if it is not a credential`;
}

/** Returns the message about an object key, which is not shown. */
function keyMessage({ reason }: CredentialFinding): string {
  return `A key looks like a credential: it ${reason}; requests are stored in Git, so move it to a Secret`;
}

/** Returns a warning for every entry of `allowLiterals` that matches no string of the request. */
export function unusedLiterals(spec: unknown): string[] {
  const entries = isRecord(spec) ? spec['allowLiterals'] : undefined;
  if (!Array.isArray(entries) || entries.length === 0) return [];
  const namedPaths = new Set<string>();
  visitLiterals(spec, root, { literal: (_, at) => namedPaths.add(at.namedPath) });
  return entries.flatMap((entry: unknown, index) =>
    namedPaths.has(scalarText(entry)) ? [] : [`spec.allowLiterals[${index}] names no string of this request`],
  );
}
