import { execFile } from 'node:child_process';

/** Result of a program. */
export interface ProgramResult {
  /** Exit code; null if a signal ended the program. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Time limit in milliseconds; each program needs far less. */
const timeLimit = 120_000;

/**
 * Runs a program and returns its result, whatever its exit code.
 * @throws Error if it cannot be started
 */
export function runProgram(
  program: string,
  options: { args: readonly string[]; env?: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  const { args, env = {} } = options;
  // runc forwards any other signal to the container, whose first process may ignore it
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
 * Returns the standard output of a program.
 * @throws Error with the end of its output if it fails
 */
export async function outputOf(
  program: string,
  options: { args: readonly string[]; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const { status, stdout, stderr } = await runProgram(program, options);
  if (status === 0) return stdout.trim();
  throw new Error(`${program} ${options.args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
}
