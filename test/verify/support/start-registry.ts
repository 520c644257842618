import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { toolPath } from './tools.ts';

/** Running registry. */
export interface RunningRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the reference registry (distribution) on a free port of loopback, without TLS.
 *
 * @param configure returns its configuration except the address. Defaults to a registry that everybody writes
 */
export async function startRegistry(
  configure: (folder: string) => object = (folder) => ({
    version: 0.1,
    storage: { filesystem: { rootdirectory: `${folder}/data` } },
  }),
): Promise<RunningRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const config = join(folder, 'config.yaml');
  writeFileSync(config, JSON.stringify({ ...configure(folder), http: { addr: '127.0.0.1:0' } }));
  // a file instead of a pipe: while a test waits for Helm, a full pipe would block the registry
  const log = join(folder, 'log');
  const registry = spawn(toolPath('registry'), ['serve', config], {
    stdio: ['ignore', 'ignore', openSync(log, 'w')],
  });
  return {
    host: await listening(registry, log),
    stop: async (): Promise<void> => {
      registry.kill();
      await once(registry, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** Returns the address that the registry's log names. */
async function listening(registry: ChildProcess, log: string): Promise<string> {
  while (registry.exitCode === null) {
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(readFileSync(log, 'utf8'))?.[1];
    if (address !== undefined) return address;
    await wait(20);
  }
  throw new Error(`The registry did not start: ${readFileSync(log, 'utf8')}`);
}
