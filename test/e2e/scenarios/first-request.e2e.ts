import { beforeAll, describe, expect, it } from 'vitest';
import { type Conditioned, checkCondition, type Pod } from '../cluster/kubernetes-object.ts';
import { skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { ResourceRequest } from '../stand-in/kratix-promise.ts';
import { synced } from '../support/application.ts';
import { type Platform, platform } from '../support/platform.ts';
import { Repository } from '../support/repository.ts';
import { applicationClaim, bootstrapClaim, checkMessage, greeter } from '../support/requests.ts';

const env = [
  { name: 'GREETING', value: 'hello $(HOSTNAME) {{ .Values }}' },
  { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
];

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
        applications: [greeter('web', { env }), greeter('api')],
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

  it('Argo CD syncs what is delivered, and its pod answers with the environment of the request', async () => {
    const { api, kubectl } = running.cluster;
    const commit = await repository.head();
    await synced(api, { name: 'nonprod-apps', commit });
    await synced(api, { name: 'web-dev', commit });
    const path = '/apis/apps/v1/namespaces/dev/deployments/web';
    expect(await api.find('/api/v1/namespaces/dev/services/web')).toBeDefined();
    await kubectl(['create', 'configmap', 'settings', '--namespace=dev', '--from-literal=colour=green']);
    await waitUntil({
      what: 'the Deployment is available',
      within: 90,
      probe: async () => {
        checkCondition(await api.get<Conditioned>(path), 'Available');
        return true;
      },
    });
    const [pod] = await api.list<Pod>(
      '/api/v1/namespaces/dev/pods?labelSelector=app.kubernetes.io/instance%3Dweb',
    );
    const answer = await fetch(`http://${pod?.status?.podIP}:8080/`);
    expect(await answer.json()).toMatchObject({
      GREETING: 'hello $(HOSTNAME) {{ .Values }}',
      COLOUR: 'green',
    });
  });
});
