import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import {
  NotInstalledError,
  RequestError,
  redact,
  UnavailableError,
  UsageError,
} from '../../shared/errors.ts';
import { exitCodeOfError } from './exit-codes.ts';
import { createProgram, exitCodeOfCommander } from './program.ts';
import { createTerminal } from './terminal.ts';

const { stdout, stderr, env: environment } = process;
const terminal = createTerminal({
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  stdout,
  stderr,
  environment,
});

/** What a person can act on is told in words; what only we can, with the place in the program. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain = [RequestError, UnavailableError, UsageError, NotInstalledError].some(
    (kind) => error instanceof kind,
  );
  const isOfTheMachine = 'syscall' in error;
  return isPlain || isOfTheMachine ? error.message : (error.stack ?? error.message);
}

// A reader that has seen enough (`infraforge render … | head`) ends the command without a complaint.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = createProgram({
  terminal,
  folder: dirname(fileURLToPath(import.meta.url)),
  environment,
  untilStopped: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  exit: (code) => {
    process.exitCode = code;
  },
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = exitCodeOfCommander(error);
  } else {
    terminal.complain(redact(explain(error)));
    process.exitCode = exitCodeOfError(error);
  }
}
