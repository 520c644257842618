import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectCluster } from '../cluster/connect-cluster.ts';
import { type BuiltInFiles, unpackFolders } from './built-in.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const { stdout, stderr, env: environment, argv } = process;

// A reader that closes its end (`infraforge render … | head`) ends the command without an error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/**
 * Runs the command that the process was started with, and sets the exit code.
 *
 * @param options.folder folder of the program
 * @param options.files files that are built into it
 */
export async function main({ folder, files }: { folder: string; files: BuiltInFiles }): Promise<void> {
  process.exitCode = await runProgram(argv.slice(2), {
    terminal: createTerminal({
      print: (line) => console.log(line),
      complain: (line) => console.error(line),
      stdout,
      stderr,
      environment,
    }),
    folder,
    builtIn: unpackFolders(files),
    environment,
    readInput: () => text(process.stdin),
    connect: (flags) => connectCluster(flags, environment),
    sleep,
    columns: stdout.columns,
    untilStopped: () => new Promise((resolve) => process.once('SIGINT', () => resolve())),
  });
}
