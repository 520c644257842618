import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { root } from '../cluster/layout.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import {
  applications,
  waitForApplication,
  waitForComparison,
  waitForPruning,
  waitForSync,
} from '../support/application.ts';
import { clusterTypeClaim } from '../support/cluster-type.ts';
import { commitByHand } from '../support/commit-by-hand.ts';
import { fastForward } from '../support/fast-forward.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'live';
const tree = `environments/prod/${environment}`;
const roots = ['prod-apps', 'prod-platform', 'prod-operators'];
/** Paths that the BootstrapClaim writes. */
const declaration = ['root-apps/prod', 'operators/prod', 'environments/prod/_apps-root.yaml'];

const guest = applicationClaim('guest', { environment, applications: [greeter('guest')] });
const data = (more: object): object =>
  platformApplicationClaim('vital', {
    environment,
    services: [{ name: 'vital', type: 'postgresql', ...more }],
  });

const kept = `${applications}/vital-${environment}`;
const database = `/apis/postgresql.cnpg.io/v1/namespaces/${environment}/clusters/vital`;
const service = `/api/v1/namespaces/${environment}/services/vital`;

const definitions = join(root, '../shared/crds/cloudnative-pg');
/** True if the API server can know the kind of the database. Without it, Argo CD can sync nothing of the chart. */
const hasDatabase = existsSync(definitions);
if (!hasDatabase)
  process.stdout.write(
    `skipped: a database that outlives everything, beside its Application: no ${definitions}\n`,
  );

// A cluster type of its own, because the scenario removes its declaration, which others depend on.
describeScenario('a protected service', { needs: ['definitions'] }, () => {
  let scenario: Scenario;
  let claim: object;
  let before: readonly KubernetesObject[];
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    if (hasDatabase)
      await scenario.platform.cluster.kubectl(['apply', '--server-side', '--filename', definitions]);
    claim = await clusterTypeClaim(scenario, { name: 'prod', environments: [environment], production: true });
    await scenario.deliver(claim, /^Cluster type prod declared with live$/);
    const [{ commit: applied }, { commit }] = await Promise.all([
      scenario.deliver(guest, /^1 application delivered to live$/),
      scenario.deliver(data({}), /^1 service delivered to live$/),
    ]);
    await waitForSync(scenario, { name: `guest-${environment}`, commit: applied });
    await waitForSync(scenario, { name: 'prod-platform', commit });
    if (hasDatabase) {
      await waitUntil({ what: 'the database exists', within: 120, probe: () => scenario.api.get(database) });
      // as its operator would: without a status, Argo CD's health check for this kind fails, and so does each sync
      await scenario.api.merge(`${database}/status`, { status: { phase: 'Cluster in healthy state' } });
      await waitForSync(scenario, { name: `vital-${environment}`, commit });
    }
    before = await survivors();
  });

  /** Returns the objects that must survive. */
  async function survivors(): Promise<readonly KubernetesObject[]> {
    const paths = hasDatabase ? [kept, database, service] : [kept];
    return Promise.all(paths.map((path) => scenario.api.get(path)));
  }

  async function expectSurvival(): Promise<void> {
    const identities = (objects: readonly KubernetesObject[]): object[] =>
      objects.map(({ kind, metadata: { uid, deletionTimestamp } }) => ({ kind, uid, deletionTimestamp }));
    expect(identities(await survivors())).toEqual(identities(before));
  }

  const options = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

  test('is protected by its Application', () => {
    expect(before[0]?.metadata.annotations).toMatchObject(options);
  });

  test.skipIf(!hasDatabase)('is protected by the object that holds the data', () => {
    expect(before[1]?.metadata.annotations).toMatchObject(options);
  });

  test('stays when the last application of its environment is removed', async () => {
    const head = await scenario.repository.head();
    await scenario.remove(guest);
    const commit = await scenario.waitForCommit(guest, head);
    await scenario.waitForRemoval(`${applications}/guest-${environment}`);
    await scenario.waitForRemoval(`/apis/apps/v1/namespaces/${environment}/deployments/guest`);
    await waitForSync(scenario, { name: 'prod-apps', commit });
    await expectSurvival();
  });

  test('stays when its folder is removed from Git, and when its root is deleted', async () => {
    const commit = await commitByHand(scenario, {
      subject: 'Lose a service',
      change: ({ git }) => git(['rm', '--quiet', '-r', `${tree}/platform/vital`]),
    });
    await waitForComparison(scenario, { name: 'prod-platform', commit });
    await waitForApplication(scenario, { name: 'prod-platform', text: /^OutOfSync; Succeeded/ });
    await expectSurvival();
    const { uid } = (await scenario.api.get(`${applications}/prod-platform`)).metadata;
    await scenario.api.remove(`${applications}/prod-platform`);
    await waitUntil({
      what: 'infraforge-root has created another root',
      within: 60,
      probe: async () => {
        const made = await scenario.api.find(`${applications}/prod-platform`);
        return made !== undefined && made.metadata.uid !== uid ? true : undefined;
      },
    });
    await expectSurvival();
  });

  test('stays when the declaration of its cluster type is removed from Git', async () => {
    const commit = await commitByHand(scenario, {
      subject: 'Lose a cluster type',
      change: ({ git }) =>
        git(['rm', '--quiet', '-r', ...declaration, 'environments/prod/_platform-root.yaml']),
    });
    await waitForComparison(scenario, { name: 'infraforge-root', commit });
    for (const name of roots) await scenario.waitForRemoval(`${applications}/${name}`);
    await expectSurvival();
  });

  test('is managed again after its requests have run', async () => {
    const head = await scenario.repository.head();
    await scenario.runAgain(claim);
    await waitForSync(scenario, {
      name: 'infraforge-root',
      commit: await scenario.waitForCommit(claim, head),
    });
    await scenario.runAgain(data({}));
    const commit = await scenario.waitForCommit(data({}), head);
    // nothing differs from the cluster, so Argo CD starts no sync
    await waitForComparison(scenario, { name: 'prod-platform', commit });
    await waitForApplication(scenario, { name: 'prod-platform', text: /^Synced/ });
    await expectSurvival();
  });

  // each step above has checked the database too, if it exists
  test.skipIf(!hasDatabase)(
    'has kept its database, and the Service before it, through all of this',
    async () => {
      expect(before.map(({ kind }) => kind)).toEqual(['Application', 'Cluster', 'Service']);
      await expectSurvival();
    },
  );

  test('keeps the BootstrapClaim until the last request is deleted', async () => {
    await scenario.remove(claim);
    const { metadata } = await scenario.waitForMessage(
      claim,
      /^Refused: Cluster type "prod" is in use; delete PlatformApplicationClaim default\/vital first$/,
    );
    expect(metadata.deletionTimestamp).toBeDefined();
    expect(await scenario.repository.files()).toContain('root-apps/prod/prod-projects.yaml');
    await expectSurvival();
    const { commit } = await scenario.deliver(
      data({ deletionProtection: false }),
      /^1 service delivered to live$/,
    );
    if (hasDatabase) await waitForSync(scenario, { name: `vital-${environment}`, commit });
    await waitForSync(scenario, { name: 'prod-platform', commit });
    const head = await scenario.repository.head();
    await scenario.remove(data({}));
    await scenario.waitForCommit(data({}), head);
    await waitForPruning(scenario, { name: `vital-${environment}` });
    if (hasDatabase) await scenario.waitForRemoval(database);
    await fastForward(scenario, claim);
    await scenario.waitForRemoval(requestPath(claim as ResourceRequest), 120);
    await scenario.waitForCommit(claim, head);
    expect((await scenario.repository.files()).filter((path) => path.includes('/prod'))).toEqual([]);
    for (const name of roots) await scenario.waitForRemoval(`${applications}/${name}`);
  });
});
