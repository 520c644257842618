import { expect, test } from 'vitest';
import { printTree } from './print-tree.ts';

test('printTree() joins folders with only one subfolder', () => {
  expect(printTree(['a/b/c/one', 'a/b/c/two', 'a/b/d/three', 'z', 'y/only'])).toBe(
    [
      '├─ a/b/',
      '│  ├─ c/',
      '│  │  ├─ one',
      '│  │  └─ two',
      '│  └─ d/',
      '│     └─ three',
      '├─ y/',
      '│  └─ only',
      '└─ z',
    ].join('\n'),
  );
});
