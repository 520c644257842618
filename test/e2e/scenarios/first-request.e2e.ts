import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { ResourceRequest } from '../stand-in/kratix-promise.ts';
import { type Platform, platform } from '../support/platform.ts';
import { Repository } from '../support/repository.ts';
import { applicationClaim, bootstrapClaim, checkMessage, greeter } from '../support/requests.ts';

const requests = '/apis/platform.infraforge.io/v1/namespaces/default';

describe.skipIf(skipReason)('a platform and its first request', () => {
  let running: Platform;
  let repository: Repository;
  beforeAll(async () => {
    running = await platform();
    repository = new Repository(running.git);
  });

  async function apply(object: object): Promise<void> {
    await running.cluster.kubectl(['apply', '--filename', '-'], JSON.stringify(object));
  }

  async function delivered(path: string, message: RegExp): Promise<ResourceRequest> {
    return waitUntil({
      what: `${path} says ${message}`,
      within: 90,
      probe: async () =>
        checkMessage(await running.cluster.api.get<ResourceRequest>(`${requests}/${path}`), message),
    });
  }

  async function committed(before: string): Promise<string[]> {
    return waitUntil({
      what: 'there is a commit',
      within: 60,
      probe: async () => {
        const subjects = await repository.subjectsSince(before);
        return subjects.length === 0 ? undefined : subjects;
      },
    });
  }

  it('a BootstrapClaim becomes roots and projects in one commit', async () => {
    const before = await repository.head();
    await apply(bootstrapClaim(running.git.publicURL.replace(/\/infraforge\/.*$/, '')));
    const { status } = await delivered('bootstrapclaims/platform-bootstrap', /delivered|dev/);
    expect(status).toMatchObject({ failure: null, warnings: [] });
    expect(await committed(before)).toHaveLength(1);
    expect(await repository.files()).toEqual(
      expect.arrayContaining([
        'root-apps/nonprod/nonprod-apps-rootapp.yaml',
        'environments/nonprod/_apps-root.yaml',
      ]),
    );
  });

  it('an ApplicationClaim becomes a folder for each item in one commit', async () => {
    const before = await repository.head();
    await apply(
      applicationClaim('shop', {
        environment: 'dev',
        applications: [greeter('web', { env: [{ name: 'GREETING', value: 'hello' }] }), greeter('api')],
        components: [{ name: 'db', type: 'postgresql' }],
      }),
    );
    const { status } = await delivered('applicationclaims/shop', /delivered to dev/);
    expect(status).toMatchObject({ failure: null });
    expect(await committed(before)).toHaveLength(1);
    const folders = new Set(
      (await repository.changedSince(before)).map((path) => path.replace(/[^/]*$/, '')),
    );
    expect([...folders]).toEqual([
      '.kratix/',
      'environments/nonprod/dev/applications/api/',
      'environments/nonprod/dev/applications/web/',
      'environments/nonprod/dev/platform/db/',
    ]);
  });
});
