import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { Condition, KubernetesObject, ObjectMeta } from '../../../shared/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { applications, waitForPruning, waitForSync } from '../support/application.ts';
import { type ClusterType, clusterTypeClaim } from '../support/cluster-type.ts';
import { commitByHand } from '../support/commit-by-hand.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'grouped-dev';
const sets = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets';
const setNames = [`${environment}-apps`, `${environment}-platform`, 'namespaces.grouped'];
const roots = ['grouped-apps', 'grouped-platform'];
const names = ['first', 'kept'].map((name) => `${name}-${environment}`);
const namespaces = `${environment}.grouped`;
const all = [...names, namespaces];
/** Text that a template would replace. */
const hostile = '{{ .metadata.name }} {{ fail "no" }} `tick` {{`raw`}} $patch "}}';
const pods = `/api/v1/namespaces/${environment}/pods`;

const claim = (step: string, ...more: string[]): object =>
  applicationClaim('grouped', {
    environment,
    applications: ['first', ...more].map((name) =>
      greeter(name, {
        env: [
          { name: 'STEP', value: step },
          { name: 'LITERAL', value: hostile },
        ],
      }),
    ),
  });
const data = (deletionProtection: boolean): object =>
  platformApplicationClaim('grouped-data', {
    environment,
    services: [{ name: 'kept', type: 'postgresql', deletionProtection }],
  });

interface Owned extends KubernetesObject {
  readonly metadata: ObjectMeta & {
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}
interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly env: object[] }] } };
  };
}
interface ApplicationSet extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

describeScenario('delivery by ApplicationSets', { needs: ['definitions'] }, () => {
  let scenario: Scenario;
  test.beforeAll(({ scenario: given }) => {
    scenario = given;
  });

  const declare = async (type: Pick<ClusterType, 'delivery' | 'values'>): Promise<ResourceRequest> => {
    const object = await clusterTypeClaim(scenario, {
      name: 'grouped',
      environments: [environment],
      namespaceDefaults: { quota: { pods: 20 } },
      ...type,
    });
    await scenario.waitForRun(object, () => scenario.apply(object));
    return scenario.waitForMessage(object, /^Cluster type grouped declared with grouped-dev$/);
  };
  /** Makes an ApplicationSet read Git now instead of at its next poll. */
  const refreshSet = (name: string): Promise<unknown> =>
    scenario.api.merge(`${sets}/${name}`, {
      metadata: { annotations: { 'argocd.argoproj.io/application-set-refresh': 'true' } },
    });

  /** Delivers a change, and waits until it is synced. @param refreshed ApplicationSet to refresh before its next poll */
  const deliver = async (changed: object, refreshed?: string): Promise<void> => {
    const { spec } = changed as { spec: { applications: [{ env: [{ value: string }] }] } };
    const [
      {
        env: [{ value: step }],
      },
    ] = spec.applications;
    const { commit } = await scenario.deliver(changed, /^\d applications? delivered to grouped-dev$/);
    if (refreshed !== undefined) await refreshSet(refreshed);
    await waitForSync(scenario, { name: names[0]!, commit });
    const found = await readDeployment();
    const { env } = found.spec.template.spec.containers[0];
    expect(env).toContainEqual({ name: 'STEP', value: step });
    expect(env).toContainEqual({ name: 'LITERAL', value: hostile });
  };
  const readDeployment = (): Promise<Deployment> =>
    scenario.api.get<Deployment>(`/apis/apps/v1/namespaces/${environment}/deployments/first`);
  const readApplications = (): Promise<Owned[]> =>
    Promise.all(all.map((name) => scenario.api.get<Owned>(`${applications}/${name}`)));

  /** Returns the identities of the objects that must survive: Applications, Deployment, its pods and the quota. */
  async function identities(): Promise<object[]> {
    const [deployment, quota, found] = await Promise.all([
      readDeployment(),
      scenario.api.get(`/api/v1/namespaces/${environment}/resourcequotas/namespace-defaults`),
      scenario.api.list<KubernetesObject>(pods),
    ]);
    return [...(await readApplications()), deployment, quota, ...found]
      .map(({ metadata: { name, uid, deletionTimestamp } }) => ({ name, uid, deletionTimestamp }))
      .toSorted((a, b) => a.uid!.localeCompare(b.uid!));
  }

  async function waitForOwners(kind: 'ApplicationSet' | undefined): Promise<void> {
    await waitUntil({
      what: `the Applications belong to ${kind ?? 'root Applications'}`,
      within: 120,
      probe: async () => {
        const found = await readApplications();
        const states = found.map(({ metadata: { name, ownerReferences, annotations = {} } }) => ({
          name,
          owner: ownerReferences?.[0]?.kind,
          isTracked: 'argocd.argoproj.io/tracking-id' in annotations,
        }));
        const holds = states.every(
          ({ owner, isTracked }) => owner === kind && isTracked === (kind === undefined),
        );
        if (holds) return true;
        throw new Error(JSON.stringify(states));
      },
    });
  }

  async function waitForSet(name: string, isBroken: boolean): Promise<string> {
    return waitUntil({
      what: `the ApplicationSet ${name} ${isBroken ? 'has an error' : 'is up to date'}`,
      within: 120,
      probe: async () => {
        const { status } = await scenario.api.get<ApplicationSet>(`${sets}/${name}`);
        const { conditions = [] } = status ?? {};
        const error = conditions.find(({ type }) => type === 'ErrorOccurred');
        if (error?.status === (isBroken ? 'True' : 'False')) return error.message ?? '';
        throw new Error(JSON.stringify(conditions));
      },
    });
  }

  const specs = async (): Promise<unknown[]> =>
    (await readApplications()).map(({ spec, metadata: { labels, finalizers } }) => ({
      spec,
      labels,
      finalizers,
    }));

  let before: object[];
  test('begins with Applications of roots', async () => {
    await declare({ delivery: 'applications' });
    await Promise.all([
      deliver(claim('one')),
      scenario.deliver(data(true), /^1 service delivered to grouped-dev$/),
    ]);
    await waitForOwners(undefined);
    before = await identities();
    expect(before.length).toBeGreaterThanOrEqual(6);
  });

  test('takes over every Application unchanged, with its objects', async () => {
    const former = await specs();
    await declare({ delivery: 'applicationSets' });
    await waitForOwners('ApplicationSet');
    for (const name of roots) await scenario.waitForRemoval(`${applications}/${name}`);
    for (const name of setNames) await waitForSet(name, false);
    expect(await specs()).toEqual(former);
    expect(await identities()).toEqual(before);
  });

  test('creates, changes and removes, with values inline and in a file', async () => {
    const { uid } = (await readDeployment()).metadata;
    await deliver(claim('two', 'second'));
    await scenario.api.get(`${applications}/second-${environment}`);
    await declare({ delivery: 'applicationSets', values: 'file' });
    await deliver(claim('three'), setNames[0]);
    await waitForPruning(scenario, { name: `second-${environment}` });
    await scenario.waitForRemoval(`/apis/apps/v1/namespaces/${environment}/deployments/second`);
    const { spec } = await scenario.api.get(`${applications}/${names[0]!}`);
    expect(spec).toHaveProperty('sources');
    expect((await readDeployment()).metadata.uid).toBe(uid);
    await declare({ delivery: 'applicationSets' });
    await deliver(claim('four'), setNames[0]);
  });

  test('keeps a protected service whose folder is removed from Git, and goes on with the others', async () => {
    const path = `environments/grouped/${environment}/platform/kept`;
    const { uid } = (await scenario.api.get(`${applications}/${names[1]!}`)).metadata;
    await commitByHand(scenario, {
      subject: 'Lose a grouped service',
      change: ({ git }) => git(['rm', '--quiet', '-r', path]),
    });
    expect(await waitForSet(setNames[1]!, true)).toContain(
      `Protected services would lose their data: ${names[1]!}; set deletionProtection: false on them first`,
    );
    const { metadata } = await scenario.api.get(`${applications}/${names[1]!}`);
    expect(metadata).toMatchObject({ uid });
    expect(metadata.deletionTimestamp).toBeUndefined();
    await deliver(claim('five'), setNames[0]);
    await scenario.runAgain(data(true));
    await refreshSet(setNames[1]!);
    await waitForSet(setNames[1]!, false);
  });

  test('keeps the Applications of a deleted ApplicationSet', async () => {
    const former = await identities();
    const { uid } = (await scenario.api.get(`${sets}/${setNames[0]!}`)).metadata;
    const { kubectl } = scenario.platform.cluster;
    await expect(
      kubectl([
        ...['delete', '--namespace=argocd', 'application', names[0]!, '--as-group=system:masters'],
        '--as=system:serviceaccount:kube-system:generic-garbage-collector',
      ]),
    ).rejects.toThrow(`Applications are not deleted with their ApplicationSet: ${names[0]!}`);
    await kubectl(['delete', '--namespace=argocd', 'applicationset', setNames[0]!]);
    await waitUntil({
      what: 'the root has created another ApplicationSet',
      within: 90,
      probe: async () => {
        const found = await scenario.api.find(`${sets}/${setNames[0]!}`);
        return found !== undefined && found.metadata.uid !== uid ? true : undefined;
      },
    });
    await waitForSet(setNames[0]!, false);
    await waitForOwners('ApplicationSet');
    expect(await identities()).toEqual(former);
  });

  test('gives every Application back to the roots unchanged, with its objects', async () => {
    const [former, objects] = [await specs(), await identities()];
    await declare({ delivery: 'applications' });
    for (const name of setNames) await scenario.waitForRemoval(`${sets}/${name}`);
    await waitForOwners(undefined);
    expect(await specs()).toEqual(former);
    expect(await identities()).toEqual(objects);
    const kept = (uids: readonly object[]): object[] =>
      uids.filter((one) => before.some((other) => isDeepStrictEqual(one, other)));
    // all but the pods, which the changes replaced
    expect(kept(objects)).toHaveLength(all.length + 2);
    await deliver(claim('six'));
  });

  test('leaves nothing behind', async () => {
    const { commit } = await scenario.deliver(data(false), /^1 service delivered to grouped-dev$/);
    // until then, its Application is protected and would stay
    await waitForSync(scenario, { name: 'grouped-platform', commit });
    const head = await scenario.repository.head();
    await Promise.all([claim(''), data(false)].map((request) => scenario.remove(request)));
    await scenario.waitForCommit(data(false), head);
    for (const name of names) await waitForPruning(scenario, { name });
  });
});
