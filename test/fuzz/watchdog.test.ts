import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bundle } from '../support/bundle.ts';
import { startWatchdog } from './watchdog.ts';

describe('startWatchdog()', () => {
  it('ends a process whose run does not end, and names the run', () => {
    const program = bundle(new URL('./endless-program.ts', import.meta.url));
    const { signal, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 20_000 });
    expect({ signal, stderr: stderr.trim() }).toEqual({
      signal: 'SIGKILL',
      stderr: 'make fuzz TARGET=endless has a run that does not end',
    });
  });

  it('stops', async () => {
    const watchdog = startWatchdog(60);
    watchdog.beat();
    await watchdog.stop();
  });
});
