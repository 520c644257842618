import type { Environment } from '../../shared/kratix/environment.ts';
import type { Terminal } from './terminal.ts';

/** What the command is given by the process it runs in. */
export interface ProgramContext {
  readonly terminal: Terminal;
  /** Folder of the program: its charts are in `charts`, and in a checkout the Promises are beside it. */
  readonly folder: string;
  readonly environment: Environment;
  /** Resolves when a person ends a command that keeps running. */
  readonly untilStopped: () => Promise<void>;
  /** Told the exit code of the command that ran. */
  readonly exit: (code: number) => void;
}
