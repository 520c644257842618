import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ImageUnderTest } from '../setup.ts';
import { type RunOptions, toContainerSpec } from './container-spec.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** Runs a container of the image with runc, and waits for its end. */
export async function runContainer(image: ImageUnderTest, options: RunOptions): Promise<ProgramResult> {
  const bundle = mkdtempSync(join(image.work, 'bundle-'));
  const id = `infraforge-${basename(bundle)}-${process.pid}`;
  const spec = toContainerSpec(image, options);
  const config = { ...spec, linux: { ...spec.linux, cgroupsPath: `/${id}` } };
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config));
  const runc = (...args: string[]): Promise<ProgramResult> =>
    runProgram('runc', { args: ['--root', join(image.work, 'runc'), ...args] });
  try {
    const ended = await runc('run', '--bundle', bundle, id);
    // killed after the time limit
    if (ended.status === null) await runc('delete', '--force', id);
    return ended;
  } finally {
    rmSync(bundle, { recursive: true });
  }
}
