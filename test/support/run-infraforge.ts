import { CommanderError } from 'commander';
import { exitCodeOfError } from '../../pipelines/cli/exit-codes.ts';
import { createProgram, exitCodeOfCommander } from '../../pipelines/cli/program.ts';
import { createTerminal } from '../../pipelines/cli/terminal.ts';
import { projectFolder } from './cases.ts';

/** What a command said, and how it ended. */
export interface Run {
  readonly code: number;
  /** One entry for each call, which may hold several lines. */
  readonly printed: readonly string[];
  readonly complaints: readonly string[];
}

/** Runs the `infraforge` command in this process, as if it were `dist/infraforge.mjs` of the project. */
export async function runInfraforge(args: readonly string[]): Promise<Run> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const silent = { write: () => true };
  const terminal = createTerminal({
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    stdout: silent,
    stderr: silent,
    environment: {},
  });
  let code = 0;
  const program = createProgram({
    terminal,
    folder: `${projectFolder}/dist`,
    environment: { DOCKER_CONFIG: '/no/such/folder' },
    untilStopped: () => Promise.resolve(),
    exit: (given) => {
      code = given;
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { code: exitCodeOfCommander(error), printed, complaints };
    complaints.push(error instanceof Error ? error.message : String(error));
    code = exitCodeOfError(error);
  }
  return { code, printed, complaints };
}
