const charCode = (character: string): number => character.charCodeAt(0);
const quote = charCode('"');
const backslash = charCode('\\');
const [brace, closingBrace, bracket, closingBracket] = ['{', '}', '[', ']'].map(charCode);
const separators = [',', ' ', '\n', '\r', '\t'].map(charCode);

/** Maximum size of an object in bytes. The API server stores at most about 1.5 MiB of JSON. */
const objectLimit = 8 * 1024 * 1024;

/**
 * Response that is not JSON, ends early or has another shape. The message quotes nothing, because the body may contain
 * secrets of any tenant.
 */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}

/** Largest body in bytes that is parsed as a whole, which takes a fifth of the time. A page of small objects is shorter. */
const wholeLimit = 4 * 1024 * 1024;

/** List to read, and the part of each object to keep. */
interface ListOptions<T> {
  /** Key of the list: `items` of a list, `resources` of discovery. */
  readonly key: string;
  /** Maps an element. */
  readonly keep: (element: unknown) => T;
  /** Largest body in bytes that is parsed as a whole. */
  readonly whole?: number;
}

/** Mapped elements of a list, and the rest of the object. */
interface List<T> {
  readonly elements: T[];
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * Reads a JSON object with a list. A long one is read element by element, so that a page of 500 objects needs only the
 * memory of its largest object.
 *
 * @param body bytes of a JSON object
 * @throws MalformedResponse if the body is not JSON, ends early or has no such list
 */
export async function readList<T>(
  body: AsyncIterable<Buffer>,
  { key, keep, whole = wholeLimit }: ListOptions<T>,
): Promise<List<T>> {
  const elements: T[] = [];
  const splitter = new Splitter(key, (element) => elements.push(keep(element)));
  const buffered: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= whole) buffered.push(chunk);
    else for (const next of [...buffered.splice(0), chunk]) splitter.push(next);
  }
  if (size > whole) return { elements, rest: splitter.end() };
  const rest = objectWithList(Buffer.concat(buffered).toString(), key);
  const list = (rest[key] ?? []) as unknown[];
  if (!list.every(isObject)) throw notAnObject(key);
  return { elements: list.map(keep), rest: { ...rest, [key]: rest[key] && [] } };
}

function isObject(element: unknown): boolean {
  return typeof element === 'object' && element !== null;
}

function notAnObject(key: string): MalformedResponse {
  return new MalformedResponse(`an element of "${key}" that is not an object`);
}

/** Parses an object in which the key has a list. Go prints a list that was never created as null. */
function objectWithList(text: string, key: string): Readonly<Record<string, unknown>> {
  const object = parse(text) as Record<string, unknown> | null;
  const list = object?.[key];
  if (!object || (list !== null && !Array.isArray(list))) throw new MalformedResponse(`no list "${key}"`);
  return object;
}

/** Splits JSON into elements. Tracks only strings and brackets; parsing an element checks the rest. */
class Splitter {
  private readonly key: string;
  private readonly onElement: (element: unknown) => void;
  private readonly envelope = new ChunkedText();
  private readonly element = new ChunkedText();
  private depth = 0;
  private inArray = false;
  private inString = false;
  private escaped = false;

  constructor(key: string, onElement: (element: unknown) => void) {
    this.key = key;
    this.onElement = onElement;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.inString) at = this.skipString(chunk, at);
      else start = this.step(chunk, start, at);
    }
    if (!this.inArray) this.envelope.push(chunk.subarray(start));
    else if (this.depth > 2) this.element.push(chunk.subarray(start));
  }

  end(): Readonly<Record<string, unknown>> {
    return objectWithList(this.envelope.take(), this.key);
  }

  /** Returns the index of the closing quote, or the length of the chunk. */
  private skipString(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      if (this.escaped) this.escaped = false;
      else if (chunk[at] === backslash) this.escaped = true;
      else if (chunk[at] === quote) {
        this.inString = false;
        return at;
      }
    }
    return chunk.length;
  }

  /** Processes a byte outside of strings. Returns the start of the bytes that are not stored yet. */
  private step(chunk: Buffer, start: number, at: number): number {
    const byte = chunk[at]!;
    if (byte === brace || byte === bracket) return this.open(chunk, start, at);
    if (byte === closingBrace || byte === closingBracket) return this.close(chunk, start, at);
    if (this.inArray && this.depth === 2 && !separators.includes(byte)) {
      throw notAnObject(this.key);
    }
    this.inString = byte === quote;
    return start;
  }

  private open(chunk: Buffer, start: number, at: number): number {
    this.depth += 1;
    if (this.inArray) return this.depth === 3 ? at : start;
    if (this.depth !== 2) return start;
    this.envelope.push(chunk.subarray(start, at + 1));
    this.inArray = new RegExp(`(?<!\\\\)"${this.key}"\\s*:\\s*\\[$`).test(this.envelope.text());
    return at + 1;
  }

  private close(chunk: Buffer, start: number, at: number): number {
    this.depth -= 1;
    if (!this.inArray || this.depth > 2) return start;
    this.inArray = this.depth === 2;
    if (!this.inArray) return at;
    this.element.push(chunk.subarray(start, at + 1));
    this.onElement(parse(this.element.take()));
    return at + 1;
  }
}

/** Text that arrives in several chunks. */
class ChunkedText {
  private chunks: Buffer[] = [];
  private size = 0;

  push(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > objectLimit) throw new MalformedResponse(`an object of more than ${objectLimit} bytes`);
    this.chunks.push(chunk);
  }

  text(): string {
    return this.chunks.length === 1 ? this.chunks[0]!.toString() : Buffer.concat(this.chunks).toString();
  }

  take(): string {
    const text = this.text();
    this.chunks = [];
    this.size = 0;
    return text;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The SyntaxError of JSON.parse quotes the text.
    throw new MalformedResponse(`${text.length} characters are not valid JSON`);
  }
}
