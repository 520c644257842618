import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = join(import.meta.dirname, 'run.sh');

/** Returns the environment of a run on a context, with a program instead of vitest. */
function contextWith(program: string) {
  const folder = temporaryFolder();
  for (const name of ['bin', 'tmp']) mkdirSync(join(folder, name));
  const npx = join(folder, 'bin/npx');
  const clone = 'echo password > "$TMPDIR/config"\necho "$TMPDIR" > "$FOLDER/used"\n';
  writeFileSync(npx, `#!/bin/sh\necho "$E2E_WORK $*" > "$FOLDER/arguments"\n${clone}${program}\n`);
  chmodSync(npx, 0o755);
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`;
  const env = { PATH, FOLDER: folder, TMPDIR: join(folder, 'tmp'), E2E_CONTEXT: 'prod', E2E_WORK: '/other' };
  return { env, read: (name: string): string => readFileSync(join(folder, name), 'utf8').trim() };
}

describe('test/e2e/run.sh on a context', () => {
  it.each([0, 3])('removes its temporary files and ends like vitest, with %i', (code) => {
    const { env, read } = contextWith(`exit ${code}`);
    expect(spawnSync(script, ['scenarios/removal'], { env }).status).toBe(code);
    expect(read('arguments')).toBe('--no-install vitest run --config vitest.e2e.config.ts scenarios/removal');
    expect(read('used').startsWith(`${env.TMPDIR}/`)).toBe(true);
    expect(existsSync(read('used'))).toBe(false);
  });

  it('removes its temporary files after Ctrl-C', async () => {
    const { env, read } = contextWith('touch "$FOLDER/started"; exec sleep 60');
    // a group of its own, which receives the signal as the foreground group of a terminal does
    const child = spawn(script, [], { env, detached: true, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await vi.waitUntil(() => existsSync(join(env.FOLDER, 'started')), { timeout: 20_000 });
    process.kill(-child.pid!, 'SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(existsSync(read('used'))).toBe(false);
  });
});
