import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { outputOf } from './run-program.ts';

/** A containerd of our own: nobody else's images, containers or socket play a part. */
export interface Containerd {
  /** Asks it by its command line. */
  readonly ctr: (...args: string[]) => Promise<string>;
  /** Waits until it answers. @throws Error with its log where it does not */
  readonly ready: () => Promise<void>;
  readonly kill: () => void;
}

/** What needs a file system, a device or a service of its own. */
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
    // a Ctrl-C is for whoever runs the tests, and they end it in order
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
  // what it holds is thrown away, so it need not end in order
  return { ctr, ready, kill: () => void daemon.kill('SIGKILL') };
}
