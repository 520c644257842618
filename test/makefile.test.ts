import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectFolder } from './support/cases.ts';

/** The last command that a target would run. */
function lastCommand(args: readonly string[], env: Readonly<Record<string, string>>): string | undefined {
  const printed = execFileSync('make', ['--dry-run', ...args], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
  return printed.trim().split('\n').at(-1)?.trim().replace(/ +/g, ' ');
}

it('takes what picks a request from the command line only', () => {
  const env = { NAME: 'my-laptop', KIND: 'x', NAMESPACE: 'y' };
  expect(lastCommand(['status'], env)).toBe('node dist/infraforge.mjs status');
  expect(lastCommand(['status', 'NAME=shop', 'KIND=ApplicationClaim', 'NAMESPACE=a'], env)).toBe(
    'node dist/infraforge.mjs status "shop" --kind "ApplicationClaim" --namespace "a"',
  );
});
