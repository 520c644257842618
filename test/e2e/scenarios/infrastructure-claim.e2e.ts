import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitForApplication, waitForHealth, waitForPruning, waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter, greeterImage } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'space-dev';
const name = 'shop-space-dev';
const namespace = `/api/v1/namespaces/${name}`;
const application = `${name}-${environment}`;
const paths = {
  quota: `${namespace}/resourcequotas/${name}`,
  limits: `${namespace}/limitranges/${name}`,
  policy: `/apis/networking.k8s.io/v1/namespaces/${name}/networkpolicies/${name}`,
  account: `${namespace}/serviceaccounts/${name}-app`,
  binding: `/apis/rbac.authorization.k8s.io/v1/namespaces/${name}/rolebindings/${name}-developer`,
};

const claim = {
  apiVersion: 'platform.infraforge.io/v1',
  kind: 'InfrastructureClaim',
  metadata: { name: 'space', namespace: 'default' },
  spec: {
    environment,
    namespaces: [{ name, quota: { pods: 6 }, roles: [{ role: 'developer', groups: ['shop-developers'] }] }],
  },
} as const;

/** Returns the request for an application in the namespace. */
const shop = (more: object = {}): ResourceRequest =>
  applicationClaim('space-shop', {
    environment,
    namespace: name,
    applications: [greeter('shop', more)],
  }) as ResourceRequest;

const pod = (fields: object): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'by-hand', namespace: name },
    spec: { containers: [{ name: 'by-hand', image: greeterImage, ...fields }] },
  });

/** Security context with which a pod complies with the level `restricted`. */
const compliant = {
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

describeScenario('an InfrastructureClaim', () => {
  let scenario: Scenario;
  test.beforeAll(({ scenario: given }) => {
    scenario = given;
  });
  const labels = async (): Promise<KubernetesObject['metadata']['labels']> =>
    (await scenario.api.get<KubernetesObject>(namespace)).metadata.labels;
  const create = (object: string, ...flags: readonly string[]): Promise<string> =>
    scenario.platform.cluster.kubectl(['create', ...flags, '--filename', '-'], object);

  test('creates a namespace with limits and roles, or adopts one that a release has created', async () => {
    await ownClusterType(scenario, { name: 'space', environments: [environment] });
    const before = await scenario.deliver(shop(), /^1 application delivered to space-dev$/);
    await waitForSync(scenario, { name: `shop-${environment}`, commit: before.commit });
    expect(await labels()).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });

    const { commit, request } = await scenario.deliver(claim, /^1 namespace delivered to space-dev$/);
    await waitForSync(scenario, { name: application, commit });
    expect(await labels()).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    for (const path of Object.values(paths)) await scenario.api.get(path);
    expect(await scenario.api.get(paths.quota)).toMatchObject({
      spec: { hard: { pods: '6', 'requests.cpu': '1', 'limits.memory': '4Gi' } },
    });
    expect(request.status?.['warnings']).toContainEqual(
      expect.stringContaining('releases of ApplicationClaim default/space-shop too'),
    );
  });

  test('keeps its labels when a release in the namespace changes', async () => {
    const { commit } = await scenario.deliver(
      shop({ replicas: 2 }),
      /^1 application delivered to space-dev$/,
    );
    await waitForSync(scenario, { name: `shop-${environment}`, commit });
    await waitForApplication(scenario, { name: application, text: /^Synced; Succeeded/ });
    expect(await labels()).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
      'infraforge.io/environment': environment,
    });
  });

  test('lets Kubernetes refuse a pod below its level of Pod Security, and run one that complies', async () => {
    const privileged = pod({ securityContext: { privileged: true } });
    await expect(create(privileged)).rejects.toThrow(/violates PodSecurity "restricted/);
    await expect(create(pod({}))).rejects.toThrow(/violates PodSecurity "restricted/);
    await create(pod(compliant), '--dry-run=server');
    await waitForHealth(scenario, { name: `shop-${environment}`, health: 'Healthy' });
  });

  test('gives the rights of its roles in its namespace alone', async () => {
    const { kubectl } = scenario.platform.cluster;
    const can = async (verb: string, namespaceName: string): Promise<string> => {
      const who = ['--as=jane', '--as-group=shop-developers', `--namespace=${namespaceName}`];
      return (await kubectl(['auth', 'can-i', ...verb.split(' '), ...who]).catch(() => 'no')).trim();
    };
    expect(await can('create deployments.apps', name)).toBe('yes');
    expect(await can('create rolebindings.rbac.authorization.k8s.io', name)).toBe('no');
    expect(await can('create deployments.apps', 'default')).toBe('no');
  });

  test('refuses a request above its quota, and a second owner, before Git', async () => {
    const large = shop({ replicas: 7 });
    await scenario.waitForRun(large, () => scenario.apply(large));
    await scenario.waitForMessage(large, /^Refused: .*Total pods of 7 exceeds 6, the quota of namespace/);
    const second = { ...claim, metadata: { name: 'space-too', namespace: 'default' } };
    await scenario.waitForRun(second, () => scenario.apply(second));
    await scenario.waitForMessage(
      second,
      /^Refused: .*Namespace "shop-space-dev" belongs to InfrastructureClaim default\/space/,
    );
    await scenario.remove(second);
    await scenario.waitForRemoval(requestPath(second as unknown as ResourceRequest));
  });

  test('leaves the namespace and its releases when it is deleted', async () => {
    await scenario.remove(claim);
    await waitForPruning(scenario, { name: application });
    for (const path of Object.values(paths)) await scenario.waitForRemoval(path);
    const { status } = await scenario.api.get<KubernetesObject & { status: object }>(namespace);
    expect(status).toEqual({ phase: 'Active' });
    await scenario.api.get(`/apis/apps/v1/namespaces/${name}/deployments/shop`);
  });
});
