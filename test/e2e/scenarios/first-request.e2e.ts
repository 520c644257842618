import { expect } from 'vitest';
import { run } from '../cluster/processes.ts';
import { waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { readEnvironment, waitForDeployment } from '../support/deployment.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Delivery, Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const env = [
  { name: 'GREETING', value: 'hello $(HOSTNAME) {{ .Values }}' },
  { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
];

const shop = applicationClaim('shop', {
  environment: 'first-dev',
  applications: [greeter('web', { env }), greeter('api')],
  components: [{ name: 'db', type: 'postgresql' }],
});

describeScenario('a platform and its first request', () => {
  let scenario: Scenario;
  let declaration: Delivery;
  let delivery: Delivery;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    declaration = await ownClusterType(scenario, { name: 'first', environments: ['first-dev'] });
    delivery = await scenario.deliver(shop, /^2 applications and 1 service delivered to first-dev$/);
  });

  test('a BootstrapClaim creates root Applications and AppProjects in one commit', () => {
    const { request, commits, changed } = declaration;
    // The claim of the other scenarios installs the operator on this cluster.
    const warnings = [
      /^No tenants are declared: /,
      /^Operator cloudnative-pg is installed by BootstrapClaim /,
    ];
    expect(request.status).toMatchObject({
      failure: null,
      warnings: warnings.map((warning) => expect.stringMatching(warning)),
    });
    expect(commits).toEqual([expect.stringMatching(/^Update from: bootstrap-claim-platform-first-/)]);
    expect(changed).toEqual([
      'environments/first/_apps-root.yaml',
      'environments/first/_platform-root.yaml',
      'operators/first/_operators-root.yaml',
      'root-apps/first/first-apps-rootapp.yaml',
      'root-apps/first/first-operators-rootapp.yaml',
      'root-apps/first/first-platform-rootapp.yaml',
      'root-apps/first/first-projects.yaml',
    ]);
  });

  test('the state store cannot be read without its credentials', async () => {
    const { publicURL, settings } = scenario.platform.git;
    const read = run('git', [...settings.flatMap((each) => ['-c', each]), 'ls-remote', publicURL], {
      env: { GIT_TERMINAL_PROMPT: '0' },
    });
    await expect(read).rejects.toThrow(/could not read Username|Authentication failed/);
  });

  test('an ApplicationClaim creates a folder for each item in one commit', () => {
    expect(delivery.request.status).toMatchObject({ failure: null });
    expect(delivery.commits).toHaveLength(1);
    const folders = new Set(delivery.changed.map((path) => path.replace(/[^/]*$/, '')));
    expect([...folders]).toEqual([
      'environments/first/first-dev/applications/api/',
      'environments/first/first-dev/applications/web/',
      'environments/first/first-dev/platform/db/',
    ]);
  });

  test('Argo CD syncs the delivery, and the pod has the environment variables of the request', async () => {
    const { api } = scenario;
    const { commit } = delivery;
    for (const name of ['first-apps', 'web-first-dev', 'api-first-dev'])
      await waitForSync(scenario, { name, commit });
    expect(await api.find('/api/v1/namespaces/first-dev/services/web')).toBeDefined();
    await scenario.platform.cluster.kubectl(
      ['apply', '--filename', '-'],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'first-dev' },
        data: { colour: 'green' },
      }),
    );
    const [pod] = await waitForDeployment(scenario, { name: 'web', namespace: 'first-dev' });
    expect(await readEnvironment(scenario, pod)).toMatchObject({
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
