import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, temporaryVolumes } from '../../test/support/temporary-folder.ts';
import { cleanVolumes, makeFolder, readText, replaceFile, writeNewFiles } from './volumes.ts';

test('cleanVolumes() creates the volumes, and removes only their content', () => {
  const volumes = temporaryVolumes();
  cleanVolumes(volumes);
  const before = statSync(volumes.output).ino;
  writeNewFiles(volumes.output, [['.hidden/deep/file', '']]);
  writeFileSync(join(volumes.metadata, 'workflow-control.yaml'), 'suspend: true\n');
  cleanVolumes(volumes);
  expect([readdirSync(volumes.output), readdirSync(volumes.metadata)]).toEqual([[], []]);
  expect(statSync(volumes.output).ino).toBe(before);
  expect(existsSync(volumes.input)).toBe(false);
});

test('makeFolder() throws if the file system refuses new folders', () => {
  expect(() => makeFolder('/proc/no/such/folder')).toThrow(/ENOENT|EACCES|EROFS/);
});

test('cleanVolumes() refuses a volume that is a link, and keeps its target', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'elsewhere'));
  writeFileSync(join(folder, 'elsewhere/kept'), 'kept');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'output'));
  const linked = { input: '', output: join(folder, 'output'), metadata: join(folder, 'metadata') };
  expect(() => cleanVolumes(linked)).toThrow('links are not followed');
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['kept']);
});

test('cleanVolumes() removes links without following them', () => {
  const volumes = temporaryVolumes();
  const elsewhere = join(temporaryFolder(), 'elsewhere');
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'kept'), 'kept');
  cleanVolumes(volumes);
  symlinkSync(elsewhere, join(volumes.output, 'folder'));
  symlinkSync(join(elsewhere, 'kept'), join(volumes.metadata, 'status.yaml'));
  symlinkSync('/nowhere', join(volumes.output, 'dangling'));
  cleanVolumes(volumes);
  expect([readdirSync(volumes.output), readdirSync(volumes.metadata)]).toEqual([[], []]);
  expect(readFileSync(join(elsewhere, 'kept'), 'utf8')).toBe('kept');
});

test('writeNewFiles() writes files that everyone can read, with any umask', () => {
  const folder = temporaryFolder();
  const old = process.umask(0o077);
  try {
    writeNewFiles(folder, [['a/b/c.yaml', 'x']]);
  } finally {
    process.umask(old);
  }
  const modes = ['a', 'a/b', 'a/b/c.yaml'].map((path) => statSync(join(folder, path)).mode & 0o777);
  expect(modes).toEqual([0o755, 0o755, 0o644]);
});

test('writeNewFiles() writes binary content unchanged', () => {
  const folder = temporaryFolder();
  const content = Uint8Array.from([0, 255, 13, 10, 128]);
  writeNewFiles(folder, [['logo.png', content]]);
  expect(new Uint8Array(readFileSync(join(folder, 'logo.png')))).toEqual(content);
});

test('writeNewFiles() never replaces a file or follows a link', () => {
  const folder = temporaryFolder();
  const outside = join(temporaryFolder(), 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(folder, 'link'));
  symlinkSync(join(outside, 'new'), join(folder, 'dangling'));
  writeFileSync(join(folder, 'file'), 'first');
  expect(() => writeNewFiles(folder, [['link/x', '']])).toThrow('links are not followed');
  expect(() => writeNewFiles(folder, [['dangling', '']])).toThrow('EEXIST');
  expect(() => writeNewFiles(folder, [['file', 'second']])).toThrow('EEXIST');
  expect(() => writeNewFiles(folder, [['file/x', '']])).toThrow('not a folder');
  expect(readdirSync(outside)).toEqual([]);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first');
});

test('replaceFile() replaces a link with a file, and leaves no temporary file', () => {
  const folder = temporaryFolder();
  const target = join(temporaryFolder(), 'target');
  writeFileSync(target, 'kept');
  symlinkSync(target, join(folder, 'status.yaml'));
  symlinkSync(target, join(folder, '.status.yaml.unfinished'));
  replaceFile(folder, { name: 'status.yaml', content: 'new' });
  expect(readdirSync(folder)).toEqual(['status.yaml']);
  expect(lstatSync(join(folder, 'status.yaml')).mode & 0o777).toBe(0o644);
  expect([readFileSync(join(folder, 'status.yaml'), 'utf8'), readFileSync(target, 'utf8')]).toEqual([
    'new',
    'kept',
  ]);
});

test('readText() refuses a file that is too long, not UTF-8 or not regular', () => {
  const folder = temporaryFolder();
  const options = { file: 'object.yaml', limit: 10 };
  const path = join(folder, 'object.yaml');
  writeFileSync(path, '0123456789');
  expect(readText(folder, options)).toBe('0123456789');
  truncateSync(path, 11);
  expect(() => readText(folder, options)).toThrow('Read "object.yaml": 11 bytes, more than 10');
  writeFileSync(path, Uint8Array.from([0xc3, 0x28]));
  expect(() => readText(folder, options)).toThrow('Read "object.yaml": not UTF-8');
  expect(() => readText(folder, { file: '.', limit: 10 })).toThrow('Read ".": not a regular file');
  expect(readText(folder, { file: 'absent', limit: 10 })).toBeUndefined();
});
