import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitForApplication, waitForPruning, waitForSync } from '../support/application.ts';
import { clusterTypeClaim, ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'limited-dev';
const namespace = `/api/v1/namespaces/${environment}`;
const name = 'namespace-defaults';
const paths = {
  quota: `${namespace}/resourcequotas/${name}`,
  limits: `${namespace}/limitranges/${name}`,
  policy: `/apis/networking.k8s.io/v1/namespaces/${environment}/networkpolicies/${name}`,
  project: '/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/infraforge-limited.namespaces',
};
const networkPolicy = { allowedNamespaces: ['ingress-nginx'] };
const namespaceDefaults = {
  quota: { 'requests.cpu': 0.5, 'limits.memory': '1Gi', pods: 10 },
  limits: { defaultRequest: { cpu: '10m' }, max: { cpu: 1, memory: '512Mi' } },
  networkPolicy,
};
const type = { name: 'limited', environments: [environment] };
const application = 'limited-dev.limited';
const synced = /^Synced; Succeeded/;
const request = (resources: object): ResourceRequest =>
  applicationClaim('limits', {
    environment,
    applications: [greeter('limited', { resources })],
  }) as ResourceRequest;

const pod = (container: object): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'plain', namespace: environment },
    spec: { containers: [{ name: 'plain', image: 'test.local/greeter:1', ...container }] },
  });

describeScenario('the defaults of namespaces', () => {
  let scenario: Scenario;
  test.beforeAll(({ scenario: given }) => {
    scenario = given;
  });
  const change = async (defaults?: object): Promise<void> => {
    const claim = await clusterTypeClaim(scenario, {
      ...type,
      ...(defaults && { namespaceDefaults: defaults }),
    });
    await scenario.deliver(claim, /^Cluster type limited declared with /);
  };

  test('are in the namespace of an environment before its first request', async () => {
    const { changed } = await ownClusterType(scenario, { ...type, namespaceDefaults });
    expect(changed).toContain(`environments/limited/_namespaces/${environment}.yaml`);
    await waitForApplication(scenario, { name: application, text: synced });
    expect(await scenario.api.get(paths.quota)).toMatchObject({
      spec: { hard: { 'requests.cpu': '500m', 'limits.memory': '1Gi', pods: '10' } },
    });
    expect(await scenario.api.get(paths.limits)).toMatchObject({
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '1', memory: '512Mi' },
            defaultRequest: { cpu: '10m', memory: '512Mi' },
            max: { cpu: '1', memory: '512Mi' },
          },
        ],
      },
    });
    const { spec } = await scenario.api.get<KubernetesObject>(paths.policy);
    expect(spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress'] });
    const { metadata } = await scenario.api.get<KubernetesObject>(namespace);
    expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
  });

  test('limit every pod, and let the releases of requests start', async () => {
    const { kubectl } = scenario.platform.cluster;
    const create = ['create', '--dry-run=server', '--output=json', '--filename', '-'];
    const filled = JSON.parse(await kubectl(create, pod({}))) as { spec: { containers: object[] } };
    expect(filled.spec.containers[0]).toMatchObject({
      resources: { requests: { cpu: '10m' }, limits: { memory: '512Mi' } },
    });
    const large = pod({ resources: { limits: { memory: '2Gi' } } });
    await expect(kubectl(create, large)).rejects.toThrow(/maximum memory usage per Container is 512Mi/);

    const object = request({ requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } });
    const { commit } = await scenario.deliver(object, /^1 application delivered to limited-dev$/);
    await waitForSync(scenario, { name: `limited-${environment}`, commit });
    await waitForApplication(scenario, { name: application, text: synced });
  });

  test('refuse a request whose pods could never start, before Git', async () => {
    const object = request({ requests: { cpu: 2 }, limits: { memory: '2Gi' } });
    await scenario.waitForRun(object, () => scenario.apply(object));
    const { status } = await scenario.waitForMessage(object, /^Refused: /);
    const { problems } = (status?.['failure'] ?? {}) as { problems?: object[] };
    expect(problems).toEqual(
      expect.arrayContaining([
        {
          path: 'spec.applications[0].resources.requests.cpu',
          message: expect.stringMatching(/^2 exceeds 0\.5, the quota of namespace "limited-dev"/),
        },
        {
          path: 'spec.applications[0].resources.limits.memory',
          message: expect.stringMatching(/^2Gi exceeds 1Gi, the quota of namespace "limited-dev"/),
        },
      ]),
    );
  });

  test('lose the objects of a part that is removed, and then all, but never the namespace', async () => {
    await change({ networkPolicy });
    await scenario.waitForRemoval(paths.quota);
    await scenario.waitForRemoval(paths.limits);
    await scenario.api.get(paths.policy);

    await change();
    await waitForPruning(scenario, { name: application });
    await scenario.waitForRemoval(paths.policy);
    const { status } = await scenario.api.get<KubernetesObject & { status: object }>(namespace);
    expect(status).toEqual({ phase: 'Active' });
    await scenario.api.get(`/apis/apps/v1/namespaces/${environment}/deployments/limited`);

    await scenario.api.get(paths.project);
    await scenario.runAgain(await clusterTypeClaim(scenario, type));
    await scenario.waitForRemoval(paths.project);
  });

  test.afterAll(async () => {
    const object = request({});
    await scenario.remove(object);
    await scenario.waitForRemoval(requestPath(object));
  });
});
