import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deliveredOutcome } from '../../shared/kratix/outcome.ts';
import { writeOutput } from '../../shared/kratix/output.ts';
import { cleanVolumes } from '../../shared/kratix/volumes.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';
import { readTree } from '../support/read-tree.ts';
import { temporaryFolder, temporaryVolumes } from '../support/temporary-folder.ts';

const hostile = [
  '../escaped.yaml',
  'a/../../escaped.yaml',
  '/tmp/escaped.yaml',
  '..\\escaped.yaml',
  'C:\\escaped.yaml',
  '.kratix/default-shop.yaml',
  '.KRATIX/default-shop.yaml',
  'a/.git/hooks/post-checkout',
  '.gitignore',
  'kratix-canary-configmap.yaml',
  'a/\u202egnp.yaml',
];

test.each(hostile)('A22: the output path %j is refused before any file is written', (path) => {
  const volumes = temporaryVolumes();
  const files = new Map([
    ['a/values.yaml', 'x'],
    [path, 'x'],
  ]);
  expect(() => deliveredOutcome({ files, status: {} })).toThrow('Write output');
  expect(() => writeOutcome(volumes, { outcome: 'delivered', files, status: {} })).toThrow('Write output');
  expect(readdirSync(join(volumes.output, '..')).sort()).toEqual(['metadata', 'output']);
  expect([readdirSync(volumes.output), readdirSync(volumes.metadata)]).toEqual([[], []]);
});

test('A22: a file instead of a folder is refused before any file is written', () => {
  const volumes = temporaryVolumes();
  const files = new Map([
    ['a/b', 'x'],
    ['a/b/values.yaml', 'x'],
  ]);
  expect(() => writeOutcome(volumes, { outcome: 'delivered', files, status: {} })).toThrow(
    '"a/b": also the folder',
  );
  expect(readdirSync(volumes.output)).toEqual([]);
});

test('A22: a link that appears in the output after the cleaning is not followed', () => {
  const volumes = temporaryVolumes();
  const outside = temporaryFolder();
  mkdirSync(join(outside, 'folder'));
  writeFileSync(join(outside, 'file'), 'kept');
  cleanVolumes(volumes);
  symlinkSync(join(outside, 'folder'), join(volumes.output, 'a'));
  symlinkSync(join(outside, 'file'), join(volumes.output, 'b'));
  expect(() => writeOutput(volumes, new Map([['a/values.yaml', 'x']]))).toThrow('links are not followed');
  expect(() => writeOutput(volumes, new Map([['b', 'x']]))).toThrow('EEXIST');
  expect(readTree(outside)).toEqual({ file: 'kept' });
  expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('kept');
});
