import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Volumes } from '../../shared/kratix/contract.ts';

/** A new folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraforge-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Three volumes in a new folder, none of which is there yet. */
export function temporaryVolumes(): Volumes {
  const folder = temporaryFolder();
  return { input: join(folder, 'input'), output: join(folder, 'output'), metadata: join(folder, 'metadata') };
}
