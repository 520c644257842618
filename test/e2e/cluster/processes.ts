import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goCollection } from '../../support/go-collection.ts';
import { UnrecoverableError, waitUntil } from './wait-until.ts';

const execute = promisify(execFile);

/** Command to start. */
export interface Command {
  /** Name of its log. */
  readonly name: string;
  readonly program: string;
  readonly args?: readonly string[];
  /** Environment variables. Only PATH is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Program that was started. */
export class Running {
  readonly name: string;
  readonly log: string;
  readonly #child: ChildProcess;

  constructor(name: string, { log, child }: { log: string; child: ChildProcess }) {
    this.name = name;
    this.log = log;
    this.#child = child;
  }

  /**
   * Waits until the program is ready.
   * @param within seconds
   * @throws Error with the end of its log if it ends or is late
   */
  async ready(within: number, probe: () => Promise<unknown>): Promise<void> {
    const look = async (): Promise<true> => {
      const { exitCode, signalCode } = this.#child;
      if (exitCode !== null || signalCode !== null)
        throw new UnrecoverableError(`it ended: ${exitCode ?? signalCode}`);
      await probe();
      return true;
    };
    try {
      await waitUntil({ what: `${this.name} is ready`, within, probe: look });
    } catch (error) {
      const end = readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${this.name}: ${(error as Error).message}\n${end}`, { cause: error });
    }
  }

  /** Ends the program. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

/** Starts programs, each with a log of its own in one folder. */
export class Processes {
  readonly logs: string;
  readonly #started: Running[] = [];

  constructor(logs: string) {
    mkdirSync(logs, { recursive: true });
    this.logs = logs;
  }

  /** Starts a program. */
  start({ name, program, args = [], env = {}, folder }: Command): Running {
    const log = join(this.logs, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: { PATH: process.env['PATH'], GOGC: goCollection, ...env },
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    // a failed start also ends `ready`
    child.on('error', (error) => process.stderr.write(`${name}: ${error.message}\n`));
    const running = new Running(name, { log, child });
    this.#started.push(running);
    return running;
  }

  /** Ends all programs, the last first. */
  async stop(): Promise<void> {
    for (const running of this.#started.toReversed()) await running.stop();
  }
}

/**
 * Runs a program to its end.
 * @returns its standard output
 * @throws Error with its standard error
 */
export async function run(
  program: string,
  args: readonly string[],
  { input, env = {}, within = 60 }: { input?: string; env?: Record<string, string>; within?: number } = {},
): Promise<string> {
  const environment = { PATH: process.env['PATH'], GOGC: goCollection, ...env };
  const options = { maxBuffer: 2 ** 28, timeout: within * 1000, env: environment };
  const running = execute(program, args, options);
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input ?? '');
  try {
    return (await running).stdout;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new Error(withoutCredentials(`${program} ${args.join(' ')}: ${stderr.trim() || message}`));
  }
}

/** Removes credentials from URLs. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, '//');
}
