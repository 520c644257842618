import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newPromise } from '../../pipelines/cli/commands/new-promise/new-promise.ts';
import { projectFolder } from '../support/cases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const templates = join(projectFolder, 'pipelines/cli/commands/new-promise/templates');

test('infraforge new-promise writes Promises of every kind and a service that pass the checks of the project', async () => {
  const project = copyOfProject();
  const promises = join(project, 'promises');
  await newPromise('scaffold-message-board', { promises, templates });
  await newPromise('scaffold-report', { promises, templates, kind: 'CronJob' });
  await newPromise('scaffold-migration', { promises, templates, kind: 'Job' });
  await newPromise('scaffold-archive', { promises, templates, kind: 'StatefulSet' });
  await newPromise('scaffold-memcached', { promises, templates, service: true });
  const added = [
    'scaffold-archive',
    'scaffold-memcached',
    'scaffold-message-board',
    'scaffold-migration',
    'scaffold-report',
  ];

  expect(await run(project, 'pipelines/build/generate.mjs')).toContain(
    'wrote promises/scaffold-report/generated/promise.yaml',
  );
  const check = ['check', '--vcs-enabled=false', ...added.map((name) => `promises/${name}`)];
  await Promise.all([
    run(project, 'node_modules/typescript/bin/tsc', '--project', 'tsconfig.promises.json'),
    run(project, 'node_modules/@biomejs/biome/bin/biome', ...check),
    // Golden and contract in one process. The name of a new Promise, chart or service is in the name of each test.
    run(
      project,
      'node_modules/vitest/vitest.mjs',
      'run',
      '--maxWorkers=1',
      `--testNamePattern=${added.join('|')}|deriveFiles|imports go|^services|have a row|adds up`,
      ...['cases', 'charts', 'contract', 'imports', 'service-pods'].map((name) => `test/${name}.test.ts`),
      ...['services', 'services-docs', 'versions'].map((name) => `promises/${name}.test.ts`),
    ),
  ]);
  const expected = (path: string): string => readFileSync(join(promises, path), 'utf8');
  expect(expected('scaffold-report/cases/every-field/expected/metadata/status.yaml')).toContain(
    '1 application',
  );
  expect(expected('scaffold-memcached/cases/every-field/expected/metadata/status.yaml')).toContain(
    '1 service',
  );
  expect(expected('scaffold-memcached/cases/refused/expected/metadata/status.yaml')).toContain('3 problems');
  expect(
    expected('platform-application-claim/cases/service-scaffold-memcached/expected/metadata/status.yaml'),
  ).toContain('engine: scaffold-memcached');
});

/** Runs a program of the project's copy, and rejects with its output if it fails. */
async function run(project: string, program: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, UPDATE_GOLDEN: '1', NO_COLOR: '1' };
  const child = promisify(execFile)(process.execPath, [join(project, program), ...args], {
    cwd: project,
    env,
  });
  const { stdout } = await child.catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${program} failed:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}

/** Copies the files of the project that derive, type and test the Promises. */
function copyOfProject(): string {
  const project = temporaryFolder();
  const parts = [
    'biome.json',
    'docs',
    'kind',
    'Makefile',
    'package.json',
    'pipelines',
    'promises',
    'shared',
    'test/support',
    'test/cases.test.ts',
    'test/charts.test.ts',
    'test/contract.test.ts',
    'test/imports.test.ts',
    'test/service-pods.test.ts',
    'tsconfig.json',
    'vitest.config.ts',
  ];
  for (const part of parts) cpSync(join(projectFolder, part), join(project, part), { recursive: true });
  const types = { extends: './tsconfig.json', include: ['promises'], exclude: ['**/*.test.ts'] };
  writeFileSync(join(project, 'tsconfig.promises.json'), JSON.stringify(types));
  symlinkSync(join(projectFolder, 'node_modules'), join(project, 'node_modules'));
  return project;
}
