/*
 * The registry reads passwords only as bcrypt (distribution documentation, "htpasswd"), and Node has no bcrypt. The hash
 * protects nothing here, because the Secret that holds it holds the password too.
 */

/** Salt and cost of a hash. */
export interface BcryptOptions {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** Logarithm of the rounds, from 4 to 31. A random password needs no more than 4. */
  readonly cost?: number;
}

/** State of Blowfish: 18 subkeys and 4 boxes of 256 words. */
interface State {
  readonly keys: Int32Array;
  readonly boxes: Int32Array;
}

/**
 * Hashes a password as htpasswd stores it: `$2b$`, the cost, and 53 characters (Provos and Mazières, "A Future-Adaptable
 * Password Scheme").
 *
 * @throws RangeError for a password of more than 71 bytes, which bcrypt would cut off
 */
export function hashBcrypt(password: string, { salt, cost = 4 }: BcryptOptions): string {
  const key = Buffer.from(`${password}\0`);
  if (key.length > 72 || salt.length !== 16)
    throw new RangeError('bcrypt: password or salt of a wrong length');
  const state = expandCost({ key, salt }, cost);
  const text = toWords(Buffer.from('OrpheanBeholderScryDoubt'));
  for (let start = 0; start < text.length; start += 2) {
    for (let round = 0; round < 64; round++) encrypt(state, text, start);
  }
  // the last byte is left out, as in every implementation
  const digest = toBytes(text).subarray(0, 23);
  return `$2b$${String(cost).padStart(2, '0')}$${encodeBase64(salt)}${encodeBase64(digest)}`;
}

/** The slow key schedule ("EksBlowfishSetup"). */
function expandCost({ key, salt }: { key: Uint8Array; salt: Uint8Array }, cost: number): State {
  const [keyWords, saltWords] = [cycleWords(key), toWords(salt)];
  const zero = new Int32Array(4);
  const state = initialState();
  expandKey(state, keyWords, saltWords);
  for (let left = 2 ** cost; left > 0; left--) {
    expandKey(state, keyWords, zero);
    expandKey(state, cycleWords(salt), zero);
  }
  return state;
}

/** Mixes 18 words of a key into the state, and encrypts the state with itself and a salt of 4 words. */
function expandKey({ keys, boxes }: State, key: Int32Array, salt: Int32Array): void {
  for (let index = 0; index < keys.length; index++) keys[index]! ^= key[index]!;
  const block = new Int32Array(2);
  let turn = 0;
  for (const words of [keys, boxes]) {
    for (let index = 0; index < words.length; index += 2) {
      block[0]! ^= salt[turn]!;
      block[1]! ^= salt[turn + 1]!;
      turn = 2 - turn;
      encrypt({ keys, boxes }, block, 0);
      words.set(block, index);
    }
  }
}

/** Encrypts two words of a text. */
function encrypt({ keys, boxes }: State, text: Int32Array, start: number): void {
  let [left, right] = [text[start]! ^ keys[0]!, text[start + 1]!];
  for (let round = 1; round <= 16; round++) {
    const first = (boxes[left >>> 24]! + boxes[256 + ((left >>> 16) & 255)]!) | 0;
    const mixed = ((first ^ boxes[512 + ((left >>> 8) & 255)]!) + boxes[768 + (left & 255)]!) | 0;
    [left, right] = [right ^ mixed ^ keys[round]!, left];
  }
  text[start] = right ^ keys[17]!;
  text[start + 1] = left;
}

/** Returns the words of a key that is repeated as often as necessary. */
function cycleWords(key: Uint8Array): Int32Array {
  return toWords(Uint8Array.from({ length: 18 * 4 }, (_, index) => key[index % key.length]!));
}

/** Returns the state before any key: the binary digits of pi after the point. */
function initialState(): State {
  const digits = toWords(digitsOfPi((18 + 4 * 256) * 4));
  return { keys: digits.slice(0, 18), boxes: digits.slice(18) };
}

/** Returns some bytes of pi after the point, by Machin's formula. */
function digitsOfPi(bytes: number): Uint8Array {
  const guard = 64n;
  const one = 1n << (BigInt(bytes * 8) + guard);
  const fraction = (4n * (4n * arctanOfInverse(5n, one) - arctanOfInverse(239n, one)) - 3n * one) >> guard;
  return Buffer.from(fraction.toString(16).padStart(bytes * 2, '0'), 'hex');
}

/** Returns `one` times the arc tangent of 1/x. */
function arctanOfInverse(x: bigint, one: bigint): bigint {
  let [sum, power] = [0n, one / x];
  for (let divisor = 1n; power !== 0n; divisor += 4n) {
    const next = power / (x * x);
    sum += power / divisor - next / (divisor + 2n);
    power = next / (x * x);
  }
  return sum;
}

function toWords(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Int32Array.from({ length: bytes.length / 4 }, (_, index) => view.getInt32(index * 4));
}

function toBytes(words: Int32Array): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => void bytes.writeInt32BE(word, index * 4));
  return bytes;
}

/** Encodes bytes with the alphabet of bcrypt, without padding. */
function encodeBase64(bytes: Uint8Array): string {
  const usual = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const ours = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const text = Buffer.from(bytes).toString('base64').replace(/=+$/, '');
  return [...text].map((letter) => ours[usual.indexOf(letter)]).join('');
}
