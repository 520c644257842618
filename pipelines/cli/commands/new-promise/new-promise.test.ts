import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../shared/errors.ts';
import { projectFolder, promisesFolder } from '../../../../test/support/cases.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { newPromise } from './new-promise.ts';

const templates = join(projectFolder, 'pipelines/cli/commands/new-promise/templates');

/** Folder of Promises without charts, so that packaging takes no time. */
function emptyFolder(): string {
  const promises = join(temporaryFolder(), 'promises');
  mkdirSync(promises);
  return promises;
}

describe('newPromise()', () => {
  it.each([
    ['Redis', 'lower-case'],
    ['../escaped', 'lower-case'],
    ['a--b', 'lower-case'],
    ['1st', 'lower-case'],
    ['a-name-that-is-too-long-for-kratix', 'at most 31'],
    ['class', 'JavaScript'],
    ['redis', 'service'],
    ['bootstrap-claim', 'already exists'],
    ['bootstrapclaim', 'Kind'],
    ['microservice', 'chart'],
  ])('refuses %s and writes nothing', async (name, why) => {
    const before = readTree(promisesFolder);
    const attempt = newPromise(name, { promises: promisesFolder, templates });
    await expect(attempt).rejects.toThrow(UsageError);
    await expect(attempt).rejects.toThrow(why);
    expect(readTree(promisesFolder)).toEqual(before);
  });

  it.each([
    ['cronjobs', 'did you mean "CronJob"? Supported: CronJob, Deployment, Job, StatefulSet'],
    ['Gateway', 'Unsupported kind "Gateway"; supported: CronJob, Deployment, Job, StatefulSet'],
  ])('refuses the kind %s, lists the supported ones and writes nothing', async (kind, message) => {
    const promises = emptyFolder();
    await expect(newPromise('scaffold-report', { promises, templates, kind })).rejects.toThrow(message);
    expect(readTree(join(promises, '..'))).toEqual({});
  });

  it.each([
    ['scaffold-board', 'ScaffoldBoard', 'scaffoldboards'],
    ['scaffold-proxy', 'ScaffoldProxy', 'scaffoldproxies'],
    ['scaffold-mailbox', 'ScaffoldMailbox', 'scaffoldmailboxes'],
  ])('derives the names of %s', async (name, kind, plural) => {
    const promises = emptyFolder();
    await newPromise(name, { promises, templates });
    const text = readFileSync(join(promises, name, 'promise.ts'), 'utf8');
    expect(text).toContain(`kind: '${kind}'`);
    expect(text).toContain(`plural: '${plural}'`);
    expect(JSON.stringify(readTree(join(promises, name)))).not.toMatch(/%\w+%/);
  });

  it('writes only into the folder of the Promises', async () => {
    const promises = emptyFolder();
    const workload = await newPromise('scaffold-report', { promises, templates, kind: 'cronjob' });
    const service = await newPromise('scaffold-memcached', { promises, templates, service: true });
    const written = Object.keys(readTree(join(promises, '..'))).map((path) => join(promises, '..', path));
    expect(written.sort()).toEqual([...workload.files, ...service.files].sort());
    expect(written.every((path) => path.startsWith(`${promises}/`))).toBe(true);
  });

  it('writes a CronJob without replicas and without a Service', async () => {
    const promises = emptyFolder();
    await newPromise('scaffold-report', { promises, templates, kind: 'CronJob' });
    const chart = readTree(join(promises, 'scaffold-report', 'chart'));
    expect(chart['templates/cronjob.yaml']).toMatch(/^kind: CronJob$/m);
    expect(JSON.stringify(chart)).not.toMatch(/replicas|kind: Service/);
  });

  it('writes Promises of every kind and a service that pass the checks of the project', async () => {
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
        `--testNamePattern=${added.join('|')}|deriveFiles|imports go`,
        ...['cases', 'charts', 'contract', 'imports'].map((name) => `test/${name}.test.ts`),
      ),
    ]);
    const expected = (path: string): string => readFileSync(join(promises, path), 'utf8');
    expect(expected('scaffold-report/cases/every-field/expected/metadata/status.yaml')).toContain(
      '1 application',
    );
    expect(
      expected('platform-application-claim/cases/service-scaffold-memcached/expected/metadata/status.yaml'),
    ).toContain('engine: scaffold-memcached');
  }, 180_000);
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
    'tsconfig.json',
    'vitest.config.ts',
  ];
  for (const part of parts) cpSync(join(projectFolder, part), join(project, part), { recursive: true });
  const types = { extends: './tsconfig.json', include: ['promises'], exclude: ['**/*.test.ts'] };
  writeFileSync(join(project, 'tsconfig.promises.json'), JSON.stringify(types));
  symlinkSync(join(projectFolder, 'node_modules'), join(project, 'node_modules'));
  return project;
}
