import { redact } from '../../shared/errors.ts';
import { report, runProgram } from './program.ts';
import { FlagError } from './read-flags.ts';

// Entry of the complete program, which checks requests with zod.

function explain(error: unknown): string {
  if (error instanceof FlagError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await runProgram(process.argv.slice(2));
} catch (error) {
  report(redact(explain(error)));
  process.exitCode = 1;
}
// Exits without tearing down the heap. Files are written synchronously, and so is stderr on a pipe or a file on Linux
// (Node documentation, "A note on process I/O").
process.exit();
