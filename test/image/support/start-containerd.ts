import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { outputOf } from './run-program.ts';

/** Separate containerd with its own images, containers and socket. */
export interface Containerd {
  /** Runs ctr, its command line client. */
  readonly ctr: (...args: string[]) => Promise<string>;
  /** Waits until it answers. @throws Error with its log if it does not */
  readonly ready: () => Promise<void>;
  readonly kill: () => void;
}

/** Plug-ins that need a file system, a device or a service that may not exist. */
const unneeded = [
  'io.containerd.grpc.v1.cri',
  'io.containerd.internal.v1.opt',
  'io.containerd.snapshotter.v1.aufs',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.tracing.processor.v1.otlp',
];

/** Starts containerd with its data, state and socket below a folder. */
export function startContainerd(folder: string): Containerd {
  const socket = join(folder, 'containerd.sock');
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config.toml');
  writeFileSync(
    config,
    `version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = ${JSON.stringify(unneeded)}
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
`,
  );
  const log = join(folder, 'log');
  const daemon = spawn('containerd', ['--config', config], {
    stdio: ['ignore', 'ignore', openSync(log, 'w')],
    // Ctrl-C must reach only the test runner, which stops containerd itself.
    detached: true,
  });
  const ctr = (...args: string[]): Promise<string> =>
    outputOf('ctr', { args: ['--address', socket, '--namespace', 'infraforge', ...args] });
  const ready = async (): Promise<void> => {
    for (let attempt = 0; attempt < 100 && daemon.exitCode === null; attempt += 1) {
      if ((await ctr('version').catch(() => undefined)) !== undefined) return;
      await wait(100);
    }
    throw new Error(`containerd did not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
  };
  // SIGKILL is safe because the data is thrown away.
  return { ctr, ready, kill: () => void daemon.kill('SIGKILL') };
}
