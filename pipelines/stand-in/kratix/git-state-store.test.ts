import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { GitStateStore } from './git-state-store.ts';

const shop = { namespace: 'team-a', name: 'application-claim-shop-1a2b3.state-store-5058f' };
const cache = { namespace: 'team-a', name: 'redis-cache-4c5d6.state-store-5058f' };
const stateFile = `.kratix/team-a-${shop.name}.yaml`;

test('open() creates a repository with a first commit, and opens an existing one', async () => {
  const folder = join(temporaryFolder(), 'deep/state-store');
  const store = await GitStateStore.open(folder);
  expect(await store.countCommits()).toBe(1);
  expect(git(folder, 'branch', '--show-current')).toBe('main\n');
  await store.write(shop, files({ 'a/values.yaml': 'a' }));
  expect(await (await GitStateStore.open(folder)).countCommits()).toBe(2);
});

test('write() commits the files and the state file that lists them', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  const commit = await store.write(shop, files({ 'b/values.yaml': 'b', 'a-b/x': '1', 'a/values.yaml': 'a' }));
  expect(commit).toBe(await store.head());
  expect(await store.listFiles()).toEqual([stateFile, 'a-b/x', 'a/values.yaml', 'b/values.yaml']);
  expect(store.readFile(stateFile)).toBe('files:\n  - a/values.yaml\n  - a-b/x\n  - b/values.yaml\n');
  expect(git(store.folder, 'log', '-1', '--format=%s|%an <%ae>')).toBe(
    `Update from: ${shop.name}|kratix <kratix@localhost>\n`,
  );
});

test('write() commits nothing if the bytes are equal', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(shop, files({ a: '1', b: '2' }));
  expect(await store.write(shop, files({ b: '2', a: '1' }))).toBeUndefined();
  expect(await store.countCommits()).toBe(2);
});

test('write() changes one file in one commit', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  const first = await store.write(shop, files({ a: '1\n', b: '2\n' }));
  await store.write(shop, files({ a: '1\n', b: '3\n' }));
  expect(await store.changedFiles(first!)).toEqual([{ path: 'b', change: 'modified' }]);
  expect(await store.diff(first!)).toContain('-2\n+3\n');
  expect(await store.show()).toContain('b | 2 +-');
});

test('write() removes the files of the work placement that it no longer contains', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(cache, files({ 'dev/cache': 'c' }));
  const first = await store.write(shop, files({ 'dev/shop': 's', 'dev/old/values': 'o' }));
  await store.write(shop, files({ 'dev/shop': 's', 'qa/shop': 's' }));
  expect(await store.changedFiles(first!)).toEqual([
    { path: stateFile, change: 'modified' },
    { path: 'dev/old/values', change: 'deleted' },
    { path: 'qa/shop', change: 'added' },
  ]);
  expect(existsSync(join(store.folder, 'dev/old'))).toBe(false);
  expect(store.readFile('dev/cache')).toBe('c');
});

test('write() turns a file into a folder and back', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(shop, files({ a: '1' }));
  await store.write(shop, files({ 'a/b': '2' }));
  expect(store.readFile('a/b')).toBe('2');
  await store.write(shop, files({ a: '3' }));
  expect(await store.listFiles()).toEqual([stateFile, 'a']);
});

test('write() restores a file that was edited in Git', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(shop, files({ a: 'ours\n' }));
  writeFileSync(join(store.folder, 'a'), 'edited\n');
  git(store.folder, '-c', 'user.name=x', '-c', 'user.email=x@localhost', 'commit', '-qam', 'edit');
  expect(await store.write(shop, files({ a: 'ours\n' }))).toBeDefined();
  expect(store.readFile('a')).toBe('ours\n');
});

test('remove() removes the files and the state file, and keeps those of others', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(shop, files({ 'dev/shop': 's' }));
  await store.write(cache, files({ 'dev/cache': 'c' }));
  await store.remove(shop);
  expect(await store.listFiles()).toEqual([`.kratix/team-a-${cache.name}.yaml`, 'dev/cache']);
  expect(git(store.folder, 'log', '-1', '--format=%s')).toBe(`Delete from: ${shop.name}\n`);
});

test('remove() removes a file that two work placements wrote, like Kratix', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await store.write(shop, files({ same: 'shop' }));
  await store.write(cache, files({ same: 'cache' }));
  await store.remove(shop);
  expect(await store.listFiles()).toEqual([`.kratix/team-a-${cache.name}.yaml`]);
});

test('remove() reports a missing state file', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  await expect(store.remove(shop)).rejects.toThrow(`no state file "${stateFile}"`);
});

test('write() without files removes all of them', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  expect(await store.write(shop, files({}))).toBeUndefined();
  await store.write(shop, files({ a: '1' }));
  await store.write(shop, files({}));
  expect(await store.listFiles()).toEqual([]);
});

test('write() accepts unusual names, and refuses unsafe ones before it writes anything', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  const odd = ['ürün/a b', '*.yaml', ':(top)x', '-rf', '"quoted"'];
  await store.write(shop, new Map(odd.map((path) => [path, path])));
  expect((await store.listFiles()).filter((path) => path !== stateFile).sort()).toEqual([...odd].sort());
  await expect(store.write(cache, files({ ok: '', '.git/config': '' }))).rejects.toThrow('controls Git');
  expect(existsSync(join(store.folder, 'ok'))).toBe(false);
});

test('write() does not write through a link in the repository', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'file'), 'kept');
  symlinkSync(join(outside, 'file'), join(store.folder, 'a'));
  symlinkSync(outside, join(store.folder, 'b'));
  await store.write(shop, files({ a: 'ours' }));
  expect([store.readFile('a'), readFileSync(join(outside, 'file'), 'utf8')]).toEqual(['ours', 'kept']);
  await expect(store.write(shop, files({ 'b/file': 'x' }))).rejects.toThrow('links are not followed');
});

test('write() fails if a .gitignore matches, like Kratix', async () => {
  const store = await GitStateStore.open(temporaryFolder());
  writeFileSync(join(store.folder, '.gitignore'), '*.yaml\n');
  await expect(store.write(shop, files({ 'values.yaml': 'x' }))).rejects.toThrow(/^Run git add: .*ignored/s);
});

test('open() creates a repository inside another one', async () => {
  const outer = temporaryFolder();
  git(outer, 'init', '--quiet');
  const store = await GitStateStore.open(join(outer, 'inner'));
  await store.write(shop, files({ a: '1' }));
  expect(git(outer, 'status', '--porcelain')).toBe('?? inner/\n');
});

test('open() runs no hooks and reads no configuration of the user', async () => {
  const folder = temporaryFolder();
  const store = await GitStateStore.open(folder);
  mkdirSync(join(folder, '.git/hooks'), { recursive: true });
  writeFileSync(join(folder, '.git/hooks/pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(await store.write(shop, files({ a: '1' }))).toBeDefined();
});

function files(content: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(content));
}

function git(folder: string, ...args: string[]): string {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env });
}
