import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOutputPath, checkOutputPaths } from './output-path.ts';

test.each([
  ['', 'an empty path'],
  ['/etc/passwd', 'an absolute path'],
  ['c:/x', 'an absolute path'],
  ['a\\b', 'a backslash'],
  ['../x', 'the segment ".."'],
  ['a/../../x', 'the segment ".."'],
  ['a/./b', 'the segment "."'],
  ['a//b', 'an empty segment'],
  ['a/', 'an empty segment'],
  ['a\0b', 'a control or invisible character'],
  ['a\nb', 'a control or invisible character'],
  ['a\u200bb', 'a control or invisible character'],
  ['a\ud800b', 'a control or invisible character'],
  ['.kratix/team-a-redis.yaml', 'state files'],
  ['.Kratix/x.yaml', 'state files'],
  ['.kratix', 'state files'],
  ['kratix-canary-namespace.yaml', 'canary'],
  ['.git/hooks/post-commit', 'controls Git'],
  ['a/.GIT/config', 'controls Git'],
  ['a/.gitignore', 'controls Git'],
  [`a/${'x'.repeat(256)}`, 'longer than 255 bytes'],
  [`a/${'é'.repeat(128)}`, 'longer than 255 bytes'],
  [`${'x/'.repeat(512)}y`, 'longer than 1024 bytes'],
])('checkOutputPath() refuses %j', (path, detail) => {
  expect(() => checkOutputPath(path)).toThrow(detail);
});

test.each([
  'values.yaml',
  '.hidden',
  '..a',
  'a..',
  'a/.kratix/x',
  'folder/kratix-canary-namespace.yaml',
  `a/${'x'.repeat(255)}`,
  'environments/nonprod/dev/applications/ürün/values.yaml',
])('checkOutputPath() accepts %j', (path) => {
  expect(() => checkOutputPath(path)).not.toThrow();
});

test('checkOutputPath() refuses every path that leaves the folder', () => {
  const piece = fc.constantFrom('a', '.', '..', '/', '\\', '', '.kratix', 'c:', '\0', '%2e');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = pieces.join('');
      try {
        checkOutputPath(path);
      } catch {
        return;
      }
      expect(posix.join('/output', path)).toBe(`/output/${path}`);
    }),
    { numRuns: 2000 },
  );
});

test('checkOutputPaths() refuses a duplicate path', () => {
  expect(() => checkOutputPaths(['a/b', 'c', 'a/b'])).toThrow('Write output "a/b": duplicate path');
});

test.each([[['a', 'a/b']], [['a/b/c', 'a/b']]])(
  'checkOutputPaths() refuses a file with the path of a folder: %j',
  (paths) => {
    expect(() => checkOutputPaths(paths)).toThrow('also the folder of another path');
  },
);

test('checkOutputPaths() accepts paths with a common prefix', () => {
  expect(() => checkOutputPaths(['a/b', 'a/bc', 'a-b', 'ab'])).not.toThrow();
});
