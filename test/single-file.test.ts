import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { projectFolder, promisesFolder } from './support/cases.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** Copies `dist/infraforge.mjs` to a folder of its own, with a folder for temporary files. */
function copyProgram() {
  const folder = temporaryFolder();
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  copyFileSync(join(projectFolder, 'dist/infraforge.mjs'), join(folder, 'infraforge.mjs'));
  copyFileSync(example('bootstrap-claim'), join(folder, 'platform.yaml'));
  copyFileSync(example('application-claim'), join(folder, 'shop.yaml'));
  return { cwd: folder, env: { PATH: process.env['PATH'], TMPDIR: temporary }, temporary };
}

/** Runs a copy of the program to its end. */
function runCopy(...args: readonly string[]) {
  const { temporary, ...options } = copyProgram();
  const run = spawnSync(process.execPath, ['infraforge.mjs', ...args], { ...options, encoding: 'utf8' });
  return { ...run, folder: options.cwd, leftovers: readdirSync(temporary) };
}

const example = (promise: string): string => join(promisesFolder, promise, 'cases/example/input.yaml');

describe('dist/infraforge.mjs, copied to an empty folder', () => {
  it('prints its version', () => {
    expect(runCopy('--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('renders a request with the charts that are built into it', () => {
    const { folder, ...run } = runCopy('render', '--platform', 'platform.yaml', '--out', 'out', 'shop.yaml');
    expect(run).toMatchObject({ status: 0, stderr: '', leftovers: [] });
    expect(readdirSync(join(folder, 'out/ApplicationClaim'), { recursive: true }).join()).toContain(
      'values.yaml',
    );
  });

  it('runs the demo with the Promises that are built into it', () => {
    const run = runCopy('demo');
    expect(run).toMatchObject({ status: 0, stderr: '', leftovers: [] });
    expect(run.stdout).toMatch(/^Done in /m);
  });

  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('removes its temporary files on %s', async (signal) => {
    const { temporary, ...options } = copyProgram();
    const command = spawn(process.execPath, ['infraforge.mjs', 'demo'], { ...options, stdio: 'ignore' });
    const ended = once(command, 'exit');
    await vi.waitUntil(() => readdirSync(temporary).length > 0, { timeout: 20_000 });
    command.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('compares its charts with its lock', () => {
    expect(runCopy('charts', 'verify')).toMatchObject({ status: 0, stderr: '', leftovers: [] });
  });

  it('refuses to create a Promise outside a checkout', () => {
    const run = runCopy('new-promise', 'message-board');
    expect(run).toMatchObject({ status: 64, stderr: expect.stringContaining('checkout') });
  });
});
