import type { Problem } from '../errors.ts';
import { isRecord } from './is-record.ts';

/*
 * Which literals look like credentials. Whatever stands in a request ends in Git in clear text, so a password
 * there is refused before it gets that far; it belongs in a Secret. Each rule says why it is one.
 */

/** Last words of a key that name a credential itself, not where one is or how one is made. */
const credentialWords = [
  ['password'],
  ['passwd'],
  ['secret'],
  ['token'],
  ['api', 'key'],
  ['apikey'],
  ['access', 'key'],
  ['private', 'key'],
  ['connection', 'string'],
];

/** How every such key ends; most keys do not, and need not be taken apart. */
const lastWord = /(?:password|passwd|secret|token|key|string)[\s_.-]*$/i;

/** Forms that a credential has whatever its key is called. */
const credentialForms: readonly RegExp[] = [
  // A PEM block (RFC 7468): nearly always a private key, and a certificate has a place of its own as well.
  /-----BEGIN [A-Z0-9 ]+-----/,
  // A URL whose user information has a password (RFC 3986 section 3.2.1) that is no reference to a variable.
  // It begins at the slashes: to look for the scheme as well would take quadratic time.
  /:\/\/[^\s/:@]*:(?!\$\()[^\s/@]+@/,
  // Prefixes that these give to their tokens: GitHub, GitLab, Slack, AWS, Google, Stripe, npm, Docker, Vault.
  /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
  /\b(A[KS]IA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}|[sr]k_(live|test)_[A-Za-z0-9]{10,}|npm_[A-Za-z0-9]{36})/,
  /\b(dckr_pat_[A-Za-z0-9_-]{20,}|hvs\.[A-Za-z0-9_-]{20,})/,
];

/** References to other variables are no credential: `$(DB_PASSWORD)` (Kubernetes, dependent variables). */
const isReference = (literal: string): boolean => /^(\$\([A-Za-z_][A-Za-z0-9_.-]*\))+$/.test(literal);

/** True when the literal looks like a credential: by the last words of its key, or by its own form. */
export function looksLikeCredential(key: string, literal: string): boolean {
  if (literal === '' || isReference(literal)) return false;
  if (credentialForms.some((form) => form.test(literal))) return true;
  if (!lastWord.test(key)) return false;
  const words = wordsOf(key);
  return credentialWords.some((ending) => ending.join(' ') === words.slice(-ending.length).join(' '));
}

function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Where a value of a spec stands, by index and by name, and the key that says what it is. */
interface Place {
  /** `applications[0].env[2].value` */
  readonly path: string;
  /** `applications.web.env.PASSWORD`: the form that `allowLiterals` uses. */
  readonly named: string;
  readonly key: string;
}

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Shows every string of a JSON tree. An entry `{name, value}` of a list is a key and its value in another form. */
function visitLiterals(tree: unknown, at: Place, visit: (literal: string, at: Place) => void): void {
  if (typeof tree === 'string') {
    visit(tree, at);
  } else if (Array.isArray(tree)) {
    for (const [index, entry] of tree.entries()) {
      const name = typeof entry?.name === 'string' ? entry.name : undefined;
      const path = `${at.path}[${index}]`;
      const named = name === undefined ? `${at.named}[${index}]` : `${at.named}.${name}`;
      const key = typeof entry?.value === 'string' ? (name ?? at.key) : at.key;
      visitLiterals(entry, { path, named, key }, visit);
    }
  } else if (typeof tree === 'object' && tree !== null) {
    const isPair = 'name' in tree && 'value' in tree;
    for (const [key, entry] of Object.entries(tree)) {
      const path = under(at.path, key);
      const named = isPair && key === 'value' ? at.named : under(at.named, key);
      visitLiterals(entry, { path, named, key: key === 'value' && at.key !== '' ? at.key : key }, visit);
    }
  }
}

/**
 * Every literal of a request's spec that looks like a credential and that its `allowLiterals` does not name.
 * The message never repeats the literal.
 */
export function findCredentials(spec: unknown, allowLiterals: readonly string[]): Problem[] {
  const allowed = new Set(allowLiterals);
  const problems: Problem[] = [];
  visitLiterals(spec, { path: '', named: '', key: '' }, (literal, { path, named, key }) => {
    if (!looksLikeCredential(key, literal) || allowed.has(named) || path.startsWith('allowLiterals[')) return;
    problems.push({
      path: under('spec', path),
      message: `Looks like a credential, and what stands here ends in Git: put it into a Secret and refer to it with valueFrom, or add "${named}" to allowLiterals if it is none`,
    });
  });
  return problems;
}

/** Warnings of entries of `allowLiterals` that name nothing: misspelt ones, and those of what has gone. */
export function idleEntries(spec: unknown): string[] {
  const entries = isRecord(spec) ? spec['allowLiterals'] : undefined;
  if (!Array.isArray(entries) || entries.length === 0) return [];
  const named = new Set<string>();
  visitLiterals(spec, { path: '', named: '', key: '' }, (_, at) => named.add(at.named));
  return entries.flatMap((entry: unknown, index) =>
    named.has(String(entry)) ? [] : [`spec.allowLiterals[${index}] names no text of this request`],
  );
}
