import { Duplex } from 'node:stream';

/** Answer of a scripted server: bytes and the end of the connection, silence, or a broken connection. */
export type ScriptedAnswer = { readonly bytes: Uint8Array; readonly end: boolean } | 'silence' | 'reset';

/** Connection in memory to a server that answers each request at once, so that thousands of runs need no socket. */
export class ScriptedConnection extends Duplex {
  readonly #answer: (request: string) => ScriptedAnswer;
  #received = '';

  constructor(answer: (request: string) => ScriptedAnswer) {
    super();
    this.#answer = answer;
  }

  override _write(chunk: Uint8Array, _: BufferEncoding, done: () => void): void {
    this.#received += Buffer.from(chunk).toString('latin1');
    done();
    if (this.#received.includes('\r\n\r\n')) this.#respond();
  }

  #respond(): void {
    const answer = this.#answer(this.#received);
    this.#received = '';
    if (answer === 'reset') this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    else if (answer === 'silence') setImmediate(() => this.emit('timeout'));
    else {
      this.push(answer.bytes);
      if (answer.end) this.push(null);
      // A server that sends less than it announced and keeps the connection open is silent.
      else setImmediate(() => this.emit('timeout'));
    }
  }

  override _read(): void {}

  /** Methods of a socket that `node:http` calls. Silence counts as over at once. */
  setTimeout(_: number, listener?: () => void): this {
    if (listener !== undefined) this.once('timeout', listener);
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
