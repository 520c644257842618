import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Volumes } from '../../shared/kratix/contract.ts';

/** Creates a folder that is removed at the end of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'infraforge-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns three volumes in a new folder. None of them exists yet. */
export function temporaryVolumes(): Volumes {
  const folder = temporaryFolder();
  return { input: join(folder, 'input'), output: join(folder, 'output'), metadata: join(folder, 'metadata') };
}
