import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    ['postgre-sql', 'Kind "PostgreSQL" belongs to the Promise "postgresql"; use another name'],
    ['minio', 'Type "minio" belongs to the service "objectstorage"; use another name'],
  ])('refuses the service %s, whose kind or type another service has', async (name, message) => {
    const attempt = newPromise(name, { promises: emptyFolder(), templates, service: true });
    await expect(attempt).rejects.toThrow(message);
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
});
