import { isUtf8 } from 'node:buffer';

/**
 * Value of a plain (unquoted) YAML scalar in kubectl, Helm and Argo CD. All three use go-yaml v2 (through sigs.k8s.io/yaml),
 * which follows neither YAML 1.1 nor YAML 1.2: `on` and `y` are booleans, `0777` and `0o777` are both 511, `1_000` and
 * `0b11` are numbers, while `12:30:45` and `2024-01-01` are strings. Source: `resolve` and `parseTimestamp` of
 * go.yaml.in/yaml/v2.
 */
export type Scalar = string | number | boolean | null;

/** Resolves a plain scalar. May return Infinity or NaN, which JSON does not have and the caller must refuse. */
export function resolvePlainScalar(text: string): Scalar {
  const first = text.charCodeAt(0);
  const startsNumber = first <= 0x39 && (first >= 0x30 || first === 0x2b || first === 0x2d || first === 0x2e);
  const word = words.get(text);
  if (word !== undefined) return word;
  return startsNumber ? (resolveNumber(text)?.value ?? text) : text;
}

/** Key as go-yaml reads it. Helm converts it to a string, because JSON has only string keys. */
export interface PlainKey {
  readonly name: string;
  /** Type before the conversion: `1` and `"1"` are two keys to go-yaml and one to Helm. */
  readonly type: KeyType;
}

/** Type that go-yaml gives a key. */
export type KeyType = 'string' | 'boolean' | 'integer' | 'fraction';

/**
 * Converts a plain key to a string (sigs.k8s.io/yaml, `convertToJSONableObject`): `y` becomes "true", `0777` "511" and
 * `1e10` "1e+10". Returns undefined for a key that Helm refuses: null, and integers beyond 64 bits with a sign.
 */
export function resolvePlainKey(text: string): PlainKey | undefined {
  const value = resolvePlainScalar(text);
  if (value === null) return undefined;
  if (typeof value === 'string') return { name: value, type: 'string' };
  if (typeof value === 'boolean') return { name: String(value), type: 'boolean' };
  if (resolveNumber(text)?.isInteger !== true) return { name: printFractionKey(value), type: 'fraction' };
  const name = Number.isSafeInteger(value) ? String(value) : printIntegerKey(text.replaceAll('_', ''));
  return name === undefined ? undefined : { name, type: 'integer' };
}

/** Prints every digit of an integer; undefined beyond int64. */
function printIntegerKey(digits: string): string | undefined {
  const [, sign = '', unsigned = ''] = /^([-+]?)(.*)$/.exec(digits) ?? [];
  const size = BigInt(unsigned.replace(/^0(?=[0-7])/, '0o'));
  if (size >= 2n ** 63n && !(sign === '-' && size === 2n ** 63n)) return undefined;
  return `${sign === '-' ? '-' : ''}${size}`;
}

/** Prints a fraction as `strconv.FormatFloat(value, 'g', -1, 32)` of Go: the shortest digits of a 32-bit number. */
export function printFractionKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const [mantissa = '', exponentText = ''] = single.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(`${mantissa}e${exponent}`));
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

const words: ReadonlyMap<string, boolean | null | number> = new Map([
  ...spellings(null, ' ~ null Null NULL'),
  ...spellings(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...spellings(false, 'n N no No NO false False FALSE off Off OFF'),
  ...spellings(Number.NaN, '.nan .NaN .NAN'),
  ...spellings(Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...spellings(-Infinity, '-.inf -.Inf -.INF'),
]);

function spellings(value: boolean | null | number, words: string): [string, boolean | null | number][] {
  return words.split(' ').map((word) => [word, value]);
}

const integer = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;
const fraction = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Fraction that begins with a point: Go's `strconv.ParseFloat` allows underscores only between digits. */
const pointFraction = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;

/** Returns a number and whether go-yaml stores it as an integer; undefined if the text is not a number. */
function resolveNumber(text: string): { value: number; isInteger: boolean } | undefined {
  if (text.startsWith('.') && !pointFraction.test(text)) return undefined;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (integer.test(digits)) {
    const value = readInteger(digits);
    if (value !== undefined) return { value, isInteger: true };
  }
  const value = fraction.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isFinite(value)) return { value, isInteger: false };
  return readSignedBinary(digits);
}

/** Parses an integer; undefined if it fits neither int64 nor, without a sign, uint64. go-yaml then tries a fraction. */
function readInteger(digits: string): number | undefined {
  const sign = digits.startsWith('-') || digits.startsWith('+') ? digits[0]! : '';
  const unsigned = digits.slice(sign.length).replace(/^0(?=[0-7])/, '0o');
  if (unsigned.length < 16) return sign === '-' ? 0 - Number(unsigned) : Number(unsigned);
  const size = BigInt(unsigned);
  const limit = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n;
  if (size > limit) return undefined;
  return sign === '-' && size > 0n ? -Number(size) : Number(size);
}

/** Types that a tag of YAML demands of a scalar. */
const taggedTypes: Readonly<Record<string, (value: Scalar, text: string) => boolean>> = {
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value, text) => typeof value === 'number' && resolveNumber(text)?.isInteger === true,
  float: (value) => typeof value === 'number',
};

const coreTag = 'tag:yaml.org,2002:';
const timestamp =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$/;

/**
 * Resolves a scalar with a tag, quoted or not, as go-yaml does (`resolve`, `decoder.scalar`). A tag that it does not know
 * yields a string. Returns undefined if the text does not have the type of the tag, or is not Base64 of UTF-8 text.
 */
export function resolveTaggedScalar(text: string, tag: string): Scalar | undefined {
  const type = tag.startsWith(coreTag) ? tag.slice(coreTag.length) : '';
  if (type === 'binary') return decodeBinary(text);
  if (type === 'timestamp') return timestamp.test(text) ? text : undefined;
  const isOfType = Object.hasOwn(taggedTypes, type) ? taggedTypes[type] : undefined;
  if (isOfType === undefined) return text;
  const value = resolvePlainScalar(text);
  return isOfType(value, text) ? value : undefined;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBinary(text: string): string | undefined {
  const encoded = text.replace(/[\r\n]/g, '');
  if (!base64.test(encoded)) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** Parses a binary number with a sign after the prefix, as go-yaml does: `0b-11` is -3. */
function readSignedBinary(digits: string): { value: number; isInteger: boolean } | undefined {
  const match = /^0b([-+])([01]{1,63})$/.exec(digits);
  if (!match) return undefined;
  const size = Number.parseInt(match[2]!, 2);
  return { value: match[1] === '-' && size > 0 ? -size : size, isInteger: true };
}
