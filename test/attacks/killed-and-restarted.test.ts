import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problem, RequestError } from '../../shared/errors.ts';
import type { Volumes } from '../../shared/kratix/contract.ts';
import { readResourceInput } from '../../shared/kratix/object.ts';
import { deliveredOutcome, failedOutcome } from '../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';
import { bundle } from '../support/bundle.ts';
import { readTree } from '../support/read-tree.ts';
import { temporaryFolder, temporaryVolumes } from '../support/temporary-folder.ts';

const program = new URL('./write-outcome-program.ts', import.meta.url);
const delivery = deliveredOutcome({
  files: new Map([['shop/values.yaml', 'replicas: 1\n']]),
  status: { message: 'delivered' },
});
const refusal = failedOutcome(new RequestError('InvalidRequest', [problem('spec', 'Required')]));
/** Mounts need a user namespace, which some machines forbid. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

test('A27: a killed run leaves no status, and the next run is complete', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, refusal);
  const folder = join(volumes.output, '..');
  const file = bundle(program);

  expect(run(file, { folder, files: 20, killAt: 10 }).signal).toBe('SIGKILL');
  expect(Object.keys(readTree(volumes.output))).toHaveLength(10);
  expect(readdirSync(volumes.metadata)).toEqual([]);

  expect(run(file, { folder, files: 15 }).status).toBe(0);
  expect(Object.keys(readTree(volumes.output))).toHaveLength(15);
  expect(readdirSync(volumes.metadata)).toEqual(['status.yaml']);
});

test('A27: a stale workflow-control.yaml does not suspend a good run, and a refusal keeps no stale files', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, refusal);
  writeOutcome(volumes, delivery);
  expect(existsSync(join(volumes.metadata, 'workflow-control.yaml'))).toBe(false);
  writeOutcome(volumes, refusal);
  expect(readdirSync(volumes.output)).toEqual([]);
  expect(existsSync(join(volumes.metadata, 'workflow-control.yaml'))).toBe(true);
});

test('A27: links of the first run are neither followed nor emptied', () => {
  const volumes = temporaryVolumes();
  const elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere, 'values.yaml'), 'kept');
  writeOutcome(volumes, delivery);
  symlinkSync(elsewhere, join(volumes.output, 'shop-link'));
  symlinkSync(join(elsewhere, 'values.yaml'), join(volumes.metadata, 'workflow-control.yaml'));
  writeOutcome(volumes, refusal);
  expect(readTree(elsewhere)).toEqual({ 'values.yaml': 'kept' });
});

test.skipIf(!canMount)(
  'A27: a full disk ends with exit code 1 and without a status, on a read-only root (skipped where unshare is forbidden)',
  () => {
    const folder = temporaryFolder();
    const file = bundle(program);
    for (const name of ['output', 'metadata']) mkdirSync(join(folder, name));
    const full = runOnSmallDisk(file, { folder, files: 200 });
    expect(full.stderr).toContain('ENOSPC');
    expect(full.stdout).toBe('');
    expect(full.status).toBe(1);
  },
);

test.skipIf(!canMount)(
  'A27: only the volumes are written, so a read-only root is enough (skipped where unshare is forbidden)',
  () => {
    const folder = temporaryFolder();
    const file = bundle(program);
    for (const name of ['output', 'metadata']) mkdirSync(join(folder, name));
    const small = runOnSmallDisk(file, { folder, files: 5 });
    expect(small.stderr).toBe('');
    expect(small.stdout.trim()).toBe('status.yaml');
    expect(small.status).toBe(0);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  'A27: a run works with any user id (skipped where the tests do not run as root)',
  () => {
    const folder = temporaryFolder();
    const file = bundle(program);
    for (const path of [folder, join(file, '..')]) chmodSync(path, 0o755);
    for (const name of ['output', 'metadata']) {
      mkdirSync(join(folder, name));
      chownSync(join(folder, name), 54321, 54321);
    }
    const result = spawnSync(process.execPath, [file, JSON.stringify({ folder, files: 3 })], {
      uid: 54321,
      gid: 54321,
      encoding: 'utf8',
    });
    expect(result.stderr).toBe('');
    expect(readdirSync(join(folder, 'metadata'))).toEqual(['status.yaml']);
  },
);

test('A27: a read-only input is only read', () => {
  const volumes = volumesWithReadOnlyInput();
  const before = readFileSync(join(volumes.input, 'object.yaml'));
  expect(readResourceInput(volumes).metadata.name).toBe('shop');
  writeOutcome(volumes, delivery);
  expect(readdirSync(volumes.input)).toEqual(['object.yaml']);
  expect(readFileSync(join(volumes.input, 'object.yaml'))).toEqual(before);
});

function volumesWithReadOnlyInput(): Volumes {
  const volumes = temporaryVolumes();
  mkdirSync(volumes.input);
  writeFileSync(join(volumes.input, 'object.yaml'), 'apiVersion: v1\nkind: Redis\nmetadata: {name: shop}\n', {
    mode: 0o444,
  });
  chmodSync(volumes.input, 0o555);
  return volumes;
}

function run(file: string, argument: object): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [file, JSON.stringify(argument)], { encoding: 'utf8' });
}

/** Runs the program with 256 KiB for each volume and a read-only root. Prints the files of metadata at the end. */
function runOnSmallDisk(file: string, argument: { folder: string; files: number }): SpawnSyncReturns<string> {
  const script = `
    set -e
    mount -t tmpfs -o size=256k tmpfs "$1/output"
    mount -t tmpfs -o size=256k tmpfs "$1/metadata"
    mount -o remount,bind,ro /
    if touch "$1/probe" 2>/dev/null; then echo 'the root can be written' >&2; exit 9; fi
    status=0
    "$2" "$3" "$4" || status=$?
    ls "$1/metadata"
    exit $status`;
  const parameters = [argument.folder, process.execPath, file, JSON.stringify(argument)];
  return spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', ...parameters], { encoding: 'utf8' });
}
