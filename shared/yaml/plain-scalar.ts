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

/**
 * Converts a plain key to a string, because JSON has only string keys (sigs.k8s.io/yaml, `convertToJSONableObject`): `y`
 * becomes "true" and `0777` "511". Returns undefined for a key that Helm refuses (null) or rounds (a long fraction).
 */
export function resolvePlainKey(text: string): string | undefined {
  const value = resolvePlainScalar(text);
  if (typeof value !== 'number') return value === null ? undefined : String(value);
  if (resolveNumber(text)?.isInteger) return Number.isSafeInteger(value) ? String(value) : undefined;
  return isExactKey(value) ? String(value) : undefined;
}

/** Returns true for a fraction that go-yaml prints exactly as a key, with 32 bits of precision and no exponent. */
function isExactKey(value: number): boolean {
  const size = Math.abs(value);
  return Object.is(value, 0) || (size >= 1e-4 && size < 1e6 && Number(value.toPrecision(6)) === value);
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
export function resolveNumber(text: string): { value: number; isInteger: boolean } | undefined {
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

/** Parses a binary number with a sign after the prefix, as go-yaml does: `0b-11` is -3. */
function readSignedBinary(digits: string): { value: number; isInteger: boolean } | undefined {
  const match = /^0b([-+])([01]{1,63})$/.exec(digits);
  if (!match) return undefined;
  const size = Number.parseInt(match[2]!, 2);
  return { value: match[1] === '-' && size > 0 ? -size : size, isInteger: true };
}
