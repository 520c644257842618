import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  /** Its exit code; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Two minutes: nothing that is run here takes longer. */
const timeLimit = 120_000;

/**
 * Runs a program to its end, whatever its exit code.
 * @throws Error where it cannot be started
 */
export function runProgram(
  program: string,
  options: { args: readonly string[]; env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  const { args, env = {} } = options;
  // runc hands a softer signal on to a container, whose first process need not heed it
  const limits = { timeout: timeLimit, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 } as const;
  const settings = { env: { ...process.env, ...env }, ...limits };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], settings, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') reject(error);
      else resolve({ status: child.exitCode, stdout, stderr, milliseconds: performance.now() - started });
    });
    child.stdin?.end();
  });
}

/**
 * What a program prints.
 * @throws Error with its last words where it fails
 */
export async function outputOf(
  program: string,
  options: { args: readonly string[]; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const { status, stdout, stderr } = await runProgram(program, options);
  if (status === 0) return stdout.trim();
  throw new Error(`${program} ${options.args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
}
