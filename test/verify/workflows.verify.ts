import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, run } from './support/tools.ts';

test('actionlint accepts every workflow', () => {
  const folder = join(root, '.github/workflows');
  const workflows = readdirSync(folder).map((name) => join(folder, name));
  expect(workflows.length).toBeGreaterThan(1);
  // An empty -shellcheck keeps the result the same on machines with and without shellcheck.
  const { status, stdout } = run('actionlint', ['-no-color', '-shellcheck=', ...workflows]);
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
