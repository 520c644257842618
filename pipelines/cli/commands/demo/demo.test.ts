import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { promisesFolder } from '../../../../test/support/cases.ts';
import { lockedVersion } from '../../../../test/support/charts-lock.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { runInfraforge } from '../../../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { findDefinition } from '../../../configure/find-definition.ts';
import { readDemoRequests } from './demo-requests.ts';

const release = 'environments/nonprod/dev/applications/notification-service';

function git(folder: string, ...args: string[]): string[] {
  const output = execFileSync('git', ['-C', join(folder, 'state-store'), ...args], { encoding: 'utf8' });
  return output.trim().split('\n');
}

test('infraforge demo makes the commits that it prints, and the same files when it runs again', async () => {
  const folder = join(temporaryFolder(), 'demo');
  const { code, printed, complaints } = await runInfraforge(['demo', '--dir', folder]);
  expect([code, complaints]).toEqual([0, []]);

  // A request that is applied again or refused makes no commit.
  const examples = readDemoRequests(promisesFolder).examples.map(
    (request) => `Update from: ${findDefinition(request).name}-${request.metadata.name}`,
  );
  expect(examples).toEqual(
    expect.arrayContaining([
      'Update from: bootstrap-claim-platform-bootstrap',
      'Update from: application-claim-ecommerce-apps',
      'Update from: platform-application-claim-platform-services',
    ]),
  );
  const subjects = git(folder, 'log', '--reverse', '--format=%s');
  expect(subjects.map((subject) => subject.replace(/-configure-.*/, ''))).toEqual([
    'Start',
    ...examples,
    'Update from: application-claim-ecommerce-apps',
    'Update from: bootstrap-claim-two-teams',
    'Delete from: application-claim-ecommerce-apps',
  ]);
  expect(git(folder, 'show', '--name-only', '--format=', 'HEAD~2')).toEqual([
    `${release}/application.yaml`,
    `${release}/values.yaml`,
  ]);
  const deleted = git(folder, 'show', '--name-status', '--format=', 'HEAD');
  expect(deleted.every((line) => line.startsWith('D\t'))).toBe(true);
  expect(deleted).toContain(`D\t${release}/values.yaml`);

  const text = printed.join('\n');
  for (const part of [
    'replicas: 5 # request',
    '+replicas: 6 # request',
    `microservice ${lockedVersion('microservice')}`,
    `postgresql ${lockedVersion('postgresql')}`,
    'kind: Application',
    'so there is no commit',
    'spec.applications[0].replica: Unknown field',
    `- ${release}/values.yaml`,
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/: deleted\n {4}commit [0-9a-f]{7}$/m);
  expect(text).toMatch(/^Done in /m);

  const files = (): [string, string][] =>
    Object.entries(readTree(folder)).filter(([path]) => !path.includes('/.git/'));
  const first = files();
  expect(first.length).toBeGreaterThan(10);
  expect((await runInfraforge(['demo', '--dir', folder, '--keep-running'])).code).toBe(0);
  expect(files()).toEqual(first);
});

test('infraforge demo refuses a folder with other files', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  const { code, complaints } = await runInfraforge(['demo', '--dir', folder]);
  expect(code).toBe(64);
  expect(complaints.join()).toContain('--dir');
  expect(readTree(folder)).toEqual({ 'mine.txt': 'mine' });
});

test('infraforge demo refuses a folder without Promises', async () => {
  const folder = temporaryFolder();
  const { code, complaints } = await runInfraforge([
    'demo',
    '--dir',
    join(folder, 'demo'),
    '--promises',
    folder,
  ]);
  expect([code, complaints.join()]).toEqual([64, expect.stringContaining('example')]);
});

test('infraforge demo asks for git if it is not installed', async () => {
  vi.stubEnv('PATH', temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const { code, complaints } = await runInfraforge(['demo', '--dir', join(temporaryFolder(), 'demo')]);
  expect([code, complaints]).toEqual([2, [expect.stringMatching(/^The demo needs git; install it/)]]);
});
