import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../shared/errors.ts';
import { projectFolder, promisesFolder } from '../../../../test/support/cases.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { newPromise } from './new-promise.ts';

const templates = join(projectFolder, 'pipelines/cli/commands/new-promise/templates');

describe('newPromise()', () => {
  it.each([
    ['Redis', 'lower-case'],
    ['../escaped', 'lower-case'],
    ['a--b', 'lower-case'],
    ['1st', 'lower-case'],
    ['a-name-that-is-too-long-for-kratix', 'at most 31'],
    ['class', 'JavaScript'],
    ['redis', 'service'],
    ['bootstrap-claim', 'exists already'],
    ['bootstrapclaim', 'Kind'],
    ['microservice', 'chart'],
  ])('refuses %s and makes nothing', async (name, why) => {
    const promises = join(temporaryFolder(), 'promises');
    cpSync(promisesFolder, promises, { recursive: true });
    const before = readTree(join(promises, '..'));
    const attempt = newPromise(name, { promises, templates });
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(why);
    expect(readTree(join(promises, '..'))).toEqual(before);
  });

  it.each([
    ['message-board', 'MessageBoard', 'messageboards'],
    ['proxy', 'Proxy', 'proxies'],
    ['mailbox', 'Mailbox', 'mailboxes'],
  ])('derives the names of %s', async (name, kind, plural) => {
    const promises = join(temporaryFolder(), 'promises');
    cpSync(promisesFolder, promises, { recursive: true });
    await newPromise(name, { promises, templates });
    const text = readFileSync(join(promises, name, 'promise.ts'), 'utf8');
    expect(text).toContain(`kind: '${kind}'`);
    expect(text).toContain(`plural: '${plural}'`);
    expect(JSON.stringify(readTree(join(promises, name)))).not.toMatch(/%\w+%/);
  });

  it('makes a Promise that is generated, golden, typed, formatted and within the contract at once', async () => {
    const project = copyOfProject();
    const promises = join(project, 'promises');
    await newPromise('message-board', { promises, templates });
    const run = (program: string, ...args: string[]): string =>
      execFileSync(process.execPath, [join(project, program), ...args], {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, UPDATE_GOLDEN: '1', NO_COLOR: '1' },
      });
    expect(run('pipelines/build/generate.mjs')).toContain(
      'wrote promises/message-board/generated/promise.yaml',
    );
    const tests = [
      'test/contract.test.ts',
      'test/cases.test.ts',
      'test/charts.test.ts',
      'test/imports.test.ts',
    ];
    run('node_modules/vitest/vitest.mjs', 'run', ...tests);
    expect(existsSync(join(promises, 'message-board/cases/example/expected/metadata/status.yaml'))).toBe(
      true,
    );
    run('node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', 'promises/message-board');
    run('node_modules/typescript/bin/tsc', '--noEmit');
  }, 180_000);
});

function copyOfProject(): string {
  const project = temporaryFolder();
  const parts = [
    'promises',
    'pipelines',
    'shared',
    'test',
    'kind',
    'package.json',
    'Makefile',
    'docs',
    'tsconfig.json',
    'vitest.config.ts',
    'biome.json',
  ];
  for (const part of parts) cpSync(join(projectFolder, part), join(project, part), { recursive: true });
  symlinkSync(join(projectFolder, 'node_modules'), join(project, 'node_modules'));
  return project;
}
