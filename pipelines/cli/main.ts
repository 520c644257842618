import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const { stdout, stderr, env: environment, argv } = process;

// A reader that closes its end (`infraforge render … | head`) ends the command without an error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runProgram(argv.slice(2), {
  terminal: createTerminal({
    print: (text) => console.log(text),
    complain: (text) => console.error(text),
    stdout,
    stderr,
    environment,
  }),
  folder: dirname(fileURLToPath(import.meta.url)),
  environment,
  columns: stdout.columns,
  untilStopped: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
});
