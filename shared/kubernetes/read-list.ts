const byteOf = (character: string): number => character.charCodeAt(0);
const quote = byteOf('"');
const backslash = byteOf('\\');
const [brace, closingBrace, bracket, closingBracket] = ['{', '}', '[', ']'].map(byteOf);
const separators = [',', ' ', '\n', '\r', '\t'].map(byteOf);

/** The API server stores no object of more than about 1.5 MiB; what is longer than this is no object. */
const objectLimit = 8 * 1024 * 1024;

/**
 * Answer that is not JSON, ends early or has another shape. Its message gives the position and quotes nothing: the body
 * may hold secrets of any tenant.
 */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/**
 * Reads an answer that holds an array, element by element, so that a page of five hundred objects costs the
 * memory of its largest one.
 *
 * @param body the bytes of a JSON object
 * @param key the member whose array is wanted: `items` of a list, `resources` of discovery
 * @returns that array, as `keep` made it of each element, and the rest of the object
 * @throws MalformedAnswer where the body is no JSON, ends early or has no such array
 */
export async function readList<T>(
  body: AsyncIterable<Buffer>,
  { key, keep }: { readonly key: string; readonly keep: (element: unknown) => T },
): Promise<{ elements: T[]; rest: Readonly<Record<string, unknown>> }> {
  const elements: T[] = [];
  const splitter = new Splitter(key, (element) => elements.push(keep(element)));
  for await (const chunk of body) splitter.push(chunk);
  return { elements, rest: splitter.end() };
}

/** Follows strings and brackets and nothing else of JSON: the pieces are checked when they are parsed. */
class Splitter {
  private readonly key: string;
  private readonly onElement: (element: unknown) => void;
  private readonly envelope = new Text();
  private readonly element = new Text();
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
    const rest = parse(this.envelope.take()) as Record<string, unknown> | null;
    const array = rest?.[this.key];
    // Go prints an empty list as null where nobody has made it
    if (!rest || (array !== null && !Array.isArray(array)))
      throw new MalformedAnswer(`no list "${this.key}"`);
    return rest;
  }

  /** @returns the index of the closing quote, or the chunk's length */
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

  /** One byte outside strings. @returns where the bytes begin that belong to a text and are not kept yet */
  private step(chunk: Buffer, start: number, at: number): number {
    const byte = chunk[at]!;
    if (byte === brace || byte === bracket) return this.open(chunk, start, at);
    if (byte === closingBrace || byte === closingBracket) return this.close(chunk, start, at);
    if (this.inArray && this.depth === 2 && !separators.includes(byte)) {
      throw new MalformedAnswer(`an element of "${this.key}" that is no object`);
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

/** One JSON text whose bytes come in several chunks. */
class Text {
  private chunks: Buffer[] = [];
  private size = 0;

  push(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > objectLimit) throw new MalformedAnswer(`an object of more than ${objectLimit} bytes`);
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
    // the SyntaxError of JSON.parse quotes the text
    throw new MalformedAnswer(`no JSON in ${text.length} characters that should be`);
  }
}
