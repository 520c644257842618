/*
 * Names that hold a credential: environment variables, keys of values, annotations, options of a command. A name is read
 * by its last words, whatever its case and separators are: `PGPASSWORD`, `dbPassword`, `db-password`, `DB_PASSWORD_PROD`.
 */

/** Result of reading a name. */
export interface NameReading {
  /**
   * `secret`: a credential, or the name of a Secret. `reference`: the name of a Secret. `keyReference`: the name of a
   * key in a Secret. `account`: user and password in one value. `seed`: secret only if the value is generated.
   */
  readonly kind:
    | 'password'
    | 'token'
    | 'secret'
    | 'key'
    | 'connection'
    | 'account'
    | 'seed'
    | 'reference'
    | 'keyReference';
  /** Words of the name that the rule found, in capital letters. Never text of the request. */
  readonly words: string;
  /** False if a qualifier such as PROD follows the words. */
  readonly isLast: boolean;
}

/** Only the end of a longer name is read. */
const maxNameLength = 100;

/** Words after the word of a credential that do not change its meaning. */
const qualifiers = new Set(
  'prod production dev development stage staging test qa uat live local default old new current previous prev primary secondary backup replica b64 base64 plain plaintext raw value literal admin root'.split(
    ' ',
  ),
);

type Ending = readonly [ending: string, kind: NameReading['kind'], words: string];

const endings = (kind: NameReading['kind'], ...words: readonly string[]): Ending[] =>
  words.map((word) => [word.toLowerCase().replaceAll(' ', ''), kind, word]);

/** Ends of a name without its separators, the most specific first. */
const joinedEndings: readonly Ending[] = [
  ...endings('reference', 'SECRET NAME', 'SECRET NAMES', 'SECRET REF', 'SECRET REFS', 'SECRET REF NAME'),
  ...endings(
    'keyReference',
    'PASSWORD SECRET KEY',
    'USERNAME SECRET KEY',
    'TOKEN SECRET KEY',
    'KEY SECRET KEY',
  ),
  ...endings('keyReference', 'SECRET SECRET KEY', 'USER SECRET KEY', 'CERT SECRET KEY', 'CA SECRET KEY'),
  ...endings('keyReference', 'PASSWORD KEY', 'USERNAME KEY', 'USER KEY', 'TOKEN KEY', 'KEY KEY'),
  ...endings('password', 'PASSWORD', 'PASSWORDS', 'PASSWD', 'PASSWDS', 'PASSPHRASE', 'PASSPHRASES'),
  ...endings('password', 'PASSCODE', 'PASSWORT', 'KENNWORT', 'REDISCLI AUTH', 'REDIS AUTH', 'MASTER AUTH'),
  ...endings(
    'key',
    'SECRET KEY BASE',
    'KEY BASE',
    'SECRET KEY',
    'SECRET KEYS',
    'API KEY',
    'API KEYS',
    'ACCESS KEY',
  ),
  ...endings('key', 'ACCESS KEYS', 'PRIVATE KEY', 'PRIVATE KEYS', 'SIGNING KEY', 'SIGNING SECRET KEY'),
  ...endings('key', 'ENCRYPTION KEY', 'ENCRYPTION KEYS', 'ENCRYPT KEY', 'DECRYPTION KEY', 'MASTER KEY'),
  ...endings('key', 'APP KEY', 'APPLICATION KEY', 'ACCOUNT KEY', 'STORAGE KEY', 'SHARED KEY', 'AUTH KEY'),
  ...endings('key', 'LICENSE KEY', 'LICENCE KEY', 'SUBSCRIPTION KEY', 'HMAC KEY', 'JWT KEY', 'SSH KEY'),
  ...endings('key', 'ADMIN KEY', 'SERVICE ROLE KEY', 'DEPLOY KEY', 'PRESHARED KEY', 'UNSEAL KEY'),
  ...endings('key', 'COOKIE KEY', 'INTEGRATION KEY', 'ACCESS KEY ID', 'AES KEY', 'CRYPTO KEY'),
  ...endings('connection', 'CONNECTION STRING', 'CONNECTION STRINGS', 'CONN STRING', 'CONN STR'),
  ...endings('key', 'CIPHER KEY', 'SECURITY KEY'),
  ...endings('password', 'MNEMONIC', 'SEED PHRASE', 'RECOVERY PHRASE', 'SECRET PHRASE'),
  ...endings('token', 'TOKEN'),
  ...endings('secret', 'SECRET'),
];

/** Ends of a name by whole words. */
const wordEndings: readonly Ending[] = [
  ...endings('password', 'PASS', 'PWD', 'PW', 'PSK'),
  ...endings('token', 'PAT', 'JWT', 'BEARER'),
  ...endings(
    'account',
    'NEO4J AUTH',
    'AUTH',
    'CREDENTIALS',
    'CREDENTIAL',
    'CREDS',
    'USERPWD',
    'LOGIN',
    'USERS',
  ),
  ...endings('account', 'USER PASS', 'USERPASS', 'HTPASSWD', 'AUTH USERS', 'AUTHORIZATION'),
  ...endings('seed', 'SALT', 'SALTS', 'PEPPER', 'SEED', 'KEY', 'KEYS', 'HMAC', 'NONCE', 'COOKIE', 'SESSION'),
  ...endings('seed', 'SIGNATURE', 'SIGNING', 'TOKENS', 'SECRETS', 'CODE'),
];

/** Words that end in `pass` or `pwd` and mean something else, or that make `pass` mean something else. */
const noPassword =
  /^(?:bypass|compass|trespass|encompass|overpass|bandpass|lowpass|highpass|oldpwd|(?:proxy|fastcgi|uwsgi|grpc|scgi|first|second|single|multi|by)pass)$/;

/** Words before `token` that make the value part of a protocol, a text model or a page. */
const noToken = /^(?:eos|bos|pad|stop|end|start|sep|mask|unk|next|page|continuation|delimiter|max|min|num)$/;

/** Words that mark a key as public. */
const publicWord = /^(?:public|publishable|pub|pubkey|site)$/;

/** Endings of a name whose value is the name of a Secret. */
const secretReference = /(?:existing|pull|pulls|vars|tls|ssl|cert|certificate|certs|ca)secret$/;

/** Endings of a name whose value is a credential itself. */
const secretValue =
  /(?:client|app|application|jwt|session|cookie|webhook|signing|shared|consumer|hmac|api|oauth2?|state|nextauth|access|refresh|encryption|otp|totp|master|csrf|hash|cron|internal|macaroon|preshared)secret$/;

/** Returns the meaning of a name for its value; undefined for names without a word of credentials. */
export function readName(name: string): NameReading | undefined {
  const end = name.slice(-maxNameLength);
  if (!candidate.test(end)) return undefined;
  const words = splitWords(end);
  if (words.some((word) => word === 'checksum' || word === 'digest')) return undefined;
  if (words.includes('existing') && words.includes('secret')) return existingSecret(words);
  const isLast = !dropQualifiers(words);
  const joined = words.join('');
  const [, kind, found] = findEnding(words, joined) ?? [];
  if (kind === undefined || found === undefined) return undefined;
  if (joined.endsWith('initialclustertoken')) return undefined;
  if ((kind === 'key' || kind === 'seed') && words.some((word) => publicWord.test(word))) return undefined;
  if (kind === 'token' && noToken.test(words.at(-2) ?? '')) return { kind: 'seed', words: found, isLast };
  if (kind === 'secret') return { kind: secretKind(name, joined), words: found, isLast };
  return { kind, words: found, isLast };
}

/** Cheap first test: a name without any of these parts matches no rule. */
const candidate =
  /pass|pwd|pw|psk|secret|token|key|jwt|pat|auth|cred|login|salt|pepper|seed|phrase|mnemonic|bearer|hmac|nonce|cookie|session|sign|code|kennwort|conn/i;

/** Returns a reference for `existingSecret`, and for the keys of such a Secret. */
function existingSecret(words: readonly string[]): NameReading {
  const kind = /^keys?$/.test(words.at(-1)!) ? 'keyReference' : 'reference';
  return { kind, words: 'EXISTING SECRET', isLast: true };
}

/** Removes qualifiers and numbers from the end; returns true if there were any. */
function dropQualifiers(words: string[]): boolean {
  let dropped = false;
  while (words.length > 1 && (qualifiers.has(words.at(-1)!) || /^v?[0-9]+$/.test(words.at(-1)!))) {
    words.pop();
    dropped = true;
  }
  const last = words.pop() ?? '';
  const bare = last.length > 4 ? last.replace(/[0-9]{1,6}$/, '') : last;
  words.push(bare);
  return dropped || bare !== last;
}

function findEnding(words: readonly string[], joined: string): Ending | undefined {
  const last = words.at(-1) ?? '';
  const tail = words.slice(-2).join('');
  if (noPassword.test(last) || noPassword.test(tail)) return undefined;
  return (
    joinedEndings.find(([ending]) => joined.endsWith(ending)) ??
    wordEndings.find(
      ([ending]) => last === ending || tail === ending || words.slice(-3).join('') === ending,
    ) ??
    (/^(?:db|root|user|admin|bind|sql|smtp|mail|ldap|ftp)pw$/.test(last)
      ? ['', 'password', 'PW']
      : undefined) ??
    (/.(?:pass|pwd)$/.test(last) ? ['', 'password', /pass$/.test(last) ? 'PASS' : 'PWD'] : undefined)
  );
}

/** Returns whether a name that ends in `secret` holds the name of a Secret, a credential, or either. */
function secretKind(name: string, joined: string): 'reference' | 'secret' | 'key' {
  if (secretReference.test(joined)) return 'reference';
  if (name.includes('/')) return 'secret';
  const isVariable = !/[a-z]/.test(name);
  return isVariable || secretValue.test(joined) ? 'key' : 'secret';
}

function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]{1,100})([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
