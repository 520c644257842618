import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './cases.ts';

/** Problem that an editor shows. */
export interface Diagnostic {
  readonly range: { readonly start: { readonly line: number } };
  readonly message: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
}

/** Client of yaml-language-server over its standard streams (Language Server Protocol 3.17, "Base Protocol"). */
export class LanguageServer {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  private received: Buffer = Buffer.alloc(0);

  constructor() {
    const require = createRequire(import.meta.url);
    const program = require.resolve('yaml-language-server/bin/yaml-language-server');
    this.process = spawn(process.execPath, [program, '--stdio']);
    this.process.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    this.send({
      id: 0,
      method: 'initialize',
      params: { processId: process.pid, rootUri: pathToFileURL(projectFolder).href, capabilities: {} },
    });
    this.send({ method: 'initialized', params: {} });
    // Without it, the server would fetch a catalogue of schemas.
    const settings = { yaml: { schemaStore: { enable: false }, validate: true } };
    this.send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  }

  /** Opens a file and returns the problems that the server reports. */
  diagnose(path: string, text: string): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(path).href;
    const reported = new Promise<readonly Diagnostic[]>((resolve) => this.waiting.set(uri, resolve));
    this.send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return reported;
  }

  stop(): void {
    this.process.kill();
  }

  private send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private receive(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: ([0-9]+)/.exec(this.received.toString('latin1', 0, end))?.[1]);
      const next = end + 4 + length;
      if (end < 0 || this.received.length < next) return;
      this.handle(JSON.parse(this.received.toString('utf8', end + 4, next)) as Message);
      this.received = this.received.subarray(next);
    }
  }

  private handle({ id, method, params }: Message): void {
    // The server asks for settings and registers capabilities, and waits for an answer.
    if (id !== undefined && method !== undefined) this.send({ id, result: null });
    if (method !== 'textDocument/publishDiagnostics' || params === undefined) return;
    this.waiting.get(params.uri)?.(params.diagnostics);
    this.waiting.delete(params.uri);
  }
}
