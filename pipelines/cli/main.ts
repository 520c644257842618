import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
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
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    stdout,
    stderr,
    environment,
  }),
  folder: dirname(fileURLToPath(import.meta.url)),
  environment,
  readInput: () => text(process.stdin),
  columns: stdout.columns,
  untilStopped: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
});
