import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { scalarText } from '../scalar-text.ts';

/*
 * Detection of literals that look like credentials. A request ends in Git in clear text, so a password in it is refused
 * before it is delivered; it belongs in a Secret.
 */

/** Last words of keys that hold a credential itself, not its location or its policy. */
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

/** End of every such key, as a cheap test before a key is split into words. */
const credentialEnding = /(?:password|passwd|secret|token|key|string)[\s_.-]*$/i;

/** Forms of credentials under any key. */
const credentialForms: readonly RegExp[] = [
  // A PEM block (RFC 7468) that is not a public key: a private key, or a certificate, which belongs in a Secret as well.
  /-----BEGIN (?!(?:[A-Z0-9]+ )*PUBLIC KEY-----)[A-Z0-9 ]+-----/,
  // A password in a connection string: `user=app password=… host=db`, `Server=db;Pwd=…`.
  /(?:^|[\s;,&?])(?:password|passwd|pwd)[ \t]{0,8}=(?![ \t]{0,8}\$\(|["']{2}| [\w.-]+=)[ \t]{0,8}[^\s;,&]/i,
  // A URL with a password in its user information (RFC 3986 section 3.2.1) that is not a reference to a variable.
  // The pattern begins at the slashes: with the scheme it would take quadratic time.
  /:\/\/[^\s/:@]*:(?!\$\()[^\s/@]+@/,
  // Prefixes of tokens: GitHub, GitLab, Slack, AWS, Google, Stripe, npm, Docker, Vault.
  /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,})/,
  /\b(A[KS]IA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}|[sr]k_(live|test)_[A-Za-z0-9]{10,}|npm_[A-Za-z0-9]{36})/,
  /\b(dckr_pat_[A-Za-z0-9_-]{20,}|hvs\.[A-Za-z0-9_-]{20,})/,
];

/** Returns true for references to other variables: `$(DB_PASSWORD)` (Kubernetes, dependent variables). */
const isReference = (literal: string): boolean => /^(\$\([A-Za-z_][A-Za-z0-9_.-]*\))+$/.test(literal);

/** Returns true if the literal looks like a credential: by the last words of its key, or by its own form. */
export function looksLikeCredential(key: string, literal: string): boolean {
  if (literal === '' || isReference(literal)) return false;
  if (credentialForms.some((form) => form.test(literal))) return true;
  if (generatedSecret.test(literal) && generatedSecretKey.test(key)) return true;
  if (!credentialEnding.test(key)) return false;
  const words = splitWords(key);
  return credentialWords.some((ending) => ending.join(' ') === words.slice(-ending.length).join(' '));
}

/** Keys of generated secrets, such as `COOKIE_SALT`. */
const generatedSecretKey = /(?:salt|pepper|seed|key|hmac|nonce|cookie|session|signature|signing)[\s_.-]*$/i;

/** Form of a generated secret: at least 128 bits. */
const generatedSecret =
  /^(?:[0-9a-f]{32,}|(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/_-]{22,}={0,2})$|^[0-9A-F]{32,}$/;

function splitWords(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Location of a literal in a spec, by index and by name, and its key. */
interface Location {
  /** `applications[0].env[2].value` */
  readonly path: string;
  /** `applications.web.env.PASSWORD`: the form that `allowLiterals` uses. */
  readonly namedPath: string;
  readonly key: string;
}

const joinPath = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Visits every string of a JSON tree. An entry `{name, value}` of a list counts as a key and its value. */
function visitLiterals(tree: unknown, at: Location, visit: (literal: string, at: Location) => void): void {
  if (typeof tree === 'string') visit(tree, at);
  if (typeof tree !== 'object' || tree === null) return;
  const entries = Array.isArray(tree) ? listEntries(tree, at) : objectEntries(tree, at);
  for (const [entry, location] of entries) visitLiterals(entry, location, visit);
}

function listEntries(list: readonly unknown[], at: Location): [unknown, Location][] {
  return list.map((entry, index) => {
    const { name, value } = (entry ?? {}) as { name?: unknown; value?: unknown };
    const path = `${at.path}[${index}]`;
    if (typeof name !== 'string')
      return [entry, { path, namedPath: `${at.namedPath}[${index}]`, key: at.key }];
    return [
      entry,
      { path, namedPath: `${at.namedPath}.${name}`, key: typeof value === 'string' ? name : at.key },
    ];
  });
}

function objectEntries(object: object, at: Location): [unknown, Location][] {
  const isPair = 'name' in object && 'value' in object;
  return Object.entries(object).map(([key, entry]) => {
    const namedPath = isPair && key === 'value' ? at.namedPath : joinPath(at.namedPath, key);
    const location = {
      path: joinPath(at.path, key),
      namedPath,
      key: key === 'value' && at.key !== '' ? at.key : key,
    };
    return [entry, location];
  });
}

/**
 * Reports every literal of a request's spec that looks like a credential and that `allowLiterals` does not name. The
 * message never repeats the literal.
 */
export function findCredentials(spec: unknown, allowLiterals: readonly string[]): Problem[] {
  const allowed = new Set(allowLiterals);
  const problems: Problem[] = [];
  visitLiterals(spec, { path: '', namedPath: '', key: '' }, (literal, { path, namedPath, key }) => {
    if (!looksLikeCredential(key, literal) || allowed.has(namedPath) || path.startsWith('allowLiterals['))
      return;
    problems.push({
      path: joinPath('spec', path),
      message: `Looks like a credential, and requests are stored in Git; use a Secret and valueFrom, or add "${namedPath}" to allowLiterals if it is no credential`,
    });
  });
  return problems;
}

/** Returns a warning for every entry of `allowLiterals` that matches no string of the request. */
export function unusedLiterals(spec: unknown): string[] {
  const entries = isRecord(spec) ? spec['allowLiterals'] : undefined;
  if (!Array.isArray(entries) || entries.length === 0) return [];
  const namedPaths = new Set<string>();
  visitLiterals(spec, { path: '', namedPath: '', key: '' }, (_, at) => namedPaths.add(at.namedPath));
  return entries.flatMap((entry: unknown, index) =>
    namedPaths.has(scalarText(entry)) ? [] : [`spec.allowLiterals[${index}] names no string of this request`],
  );
}
