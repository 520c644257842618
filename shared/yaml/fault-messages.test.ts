import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultMessages } from './fault-messages.ts';

test('faultMessages has a message for every code of the yaml package', () => {
  const folder = join(createRequire(import.meta.url).resolve('yaml'), '..');
  const declarations = readFileSync(join(folder, 'errors.d.ts'), 'utf8');
  const union = /ErrorCode = ([^;]+);/.exec(declarations)?.[1] ?? '';
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect(Object.keys(faultMessages).sort()).toEqual(codes.sort());
});
