import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { run } from '../cluster/processes.ts';
import { synced } from '../support/application.ts';
import { available, environmentOf } from '../support/deployment.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { type Delivery, Scenario } from '../support/scenario.ts';

const env = [
  { name: 'GREETING', value: 'hello $(HOSTNAME) {{ .Values }}' },
  { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
];

const shop = applicationClaim('shop', {
  environment: 'dev',
  applications: [greeter('web', { env }), greeter('api')],
  components: [{ name: 'db', type: 'postgresql' }],
});

describe.skipIf(skipReason)('a platform and its first request', () => {
  let scenario: Scenario;
  let delivery: Delivery;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    delivery = await scenario.deliver(shop, /^2 applications and 1 service delivered to dev$/);
  });

  it('a BootstrapClaim becomes roots and projects in one commit', async () => {
    const { request, commits, changed } = await scenario.declared();
    expect(request.status).toMatchObject({ failure: null, warnings: [] });
    expect(commits).toEqual([expect.stringMatching(/^Update from: bootstrap-claim-platform-bootstrap-/)]);
    expect(changed).toEqual([
      'environments/nonprod/_apps-root.yaml',
      'environments/nonprod/_platform-root.yaml',
      'operators/nonprod/_operators-root.yaml',
      'operators/nonprod/cloudnative-pg/application.yaml',
      'root-apps/nonprod/nonprod-apps-rootapp.yaml',
      'root-apps/nonprod/nonprod-operators-rootapp.yaml',
      'root-apps/nonprod/nonprod-platform-rootapp.yaml',
      'root-apps/nonprod/nonprod-projects.yaml',
    ]);
  });

  it('their state store is read by nobody without its credentials', async () => {
    const { publicURL, authority } = scenario.platform.git;
    const read = run('git', ['-c', `http.sslCAInfo=${authority}`, 'ls-remote', publicURL], {
      env: { GIT_TERMINAL_PROMPT: '0' },
    });
    await expect(read).rejects.toThrow(/could not read Username|Authentication failed/);
  });

  it('an ApplicationClaim becomes a folder for each item in one commit', () => {
    expect(delivery.request.status).toMatchObject({ failure: null });
    expect(delivery.commits).toHaveLength(1);
    const folders = new Set(delivery.changed.map((path) => path.replace(/[^/]*$/, '')));
    expect([...folders]).toEqual([
      'environments/nonprod/dev/applications/api/',
      'environments/nonprod/dev/applications/web/',
      'environments/nonprod/dev/platform/db/',
    ]);
  });

  it('Argo CD syncs what is delivered, and its pod answers with the environment of the request', async () => {
    const { api } = scenario;
    const { commit } = delivery;
    for (const name of ['nonprod-apps', 'web-dev', 'api-dev']) await synced(scenario, { name, commit });
    expect(await api.find('/api/v1/namespaces/dev/services/web')).toBeDefined();
    await scenario.platform.cluster.kubectl(
      ['apply', '--filename', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'dev' },
        data: { colour: 'green' },
      }),
    );
    const [pod] = await available(scenario, { name: 'web', namespace: 'dev' });
    expect(await environmentOf(pod)).toMatchObject({
      GREETING: 'hello $(HOSTNAME) {{ .Values }}',
      COLOUR: 'green',
    });
    const probe = expect.objectContaining({
      httpGet: expect.objectContaining({ path: '/healthz' }),
      initialDelaySeconds: 1,
      periodSeconds: 1,
    });
    expect(pod).toMatchObject({ spec: { containers: [{ livenessProbe: probe, readinessProbe: probe }] } });
  });
});
