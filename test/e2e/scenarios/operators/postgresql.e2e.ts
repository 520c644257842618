import { expect } from 'vitest';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { givenOperator } from '../../operators/given-operators.ts';
import { waitForHealth, waitForSync } from '../../support/application.ts';
import { declareOperators } from '../../support/declare-operators.ts';
import { refreshOften } from '../../support/refresh-often.ts';
import { platformApplicationClaim } from '../../support/requests.ts';
import type { Delivery, Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';
import { type ServiceFacts, serviceFacts } from '../../support/service-facts.ts';
import { runSql } from '../../support/sql-client.ts';

const environment = 'data-dev';
const operators = ['cloudnative-pg', 'postgresql'];
const application = `ledger-${environment}`;
const clusters = `/apis/postgresql.cnpg.io/v1/namespaces/${environment}/clusters`;
const claims = `/api/v1/namespaces/${environment}/persistentvolumeclaims`;

interface Database extends KubernetesObject {
  readonly spec: { readonly imageName: string };
  readonly status?: {
    readonly phase?: string;
    readonly phaseReason?: string;
    readonly readyInstances?: number;
    readonly currentPrimary?: string;
  };
}

interface Volume extends KubernetesObject {
  readonly status?: { readonly capacity?: { readonly storage?: string } };
}

describeScenario('PostgreSQL on its operator', { needs: ['operators'], operators }, () => {
  let scenario: Scenario;
  let facts: ServiceFacts;
  let image: string;

  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await declareOperators(scenario, {
      operators,
      clusterType: { name: 'data', environments: [environment], installedOperators: ['cloudnative-pg'] },
    });
  });

  const request = (more: object): object =>
    platformApplicationClaim('ledger', {
      environment,
      services: [
        {
          name: 'ledger',
          type: 'postgresql',
          version: givenOperator('postgresql').version,
          replicas: 2,
          storage: { size: '2Gi' },
          deletionProtection: false,
          ...more,
        },
      ],
    });

  async function deliver(more: object): Promise<Delivery> {
    const delivery = await scenario.deliver(request(more), /^1 service delivered to data-dev$/);
    await waitForSync(scenario, { name: application, commit: delivery.commit });
    return delivery;
  }

  async function waitForInstances(): Promise<Database> {
    return waitUntil({
      what: 'both instances of the database are ready',
      within: 200,
      probe: async () => {
        const database = await scenario.api.get<Database>(`${clusters}/ledger`);
        const { phase, phaseReason, readyInstances } = database.status ?? {};
        if (readyInstances === 2 && phase === 'Cluster in healthy state') return database;
        throw new Error(`${readyInstances ?? 0} are ready: ${phase}: ${phaseReason}`);
      },
    });
  }

  const sql = (statement: string): Promise<string> => runSql(scenario, { facts, image, statement });

  test('comes up', async () => {
    const { request: delivered } = await deliver({});
    facts = serviceFacts(delivered, 'ledger');
    ({ imageName: image } = (await waitForInstances()).spec);
    await waitForHealth(scenario, { name: application, health: 'Healthy' });
  });

  test('lets a pod with the Secret and the host of the status write a row, and verify the server', async () => {
    await sql('create table entries (text text)');
    await sql("insert into entries values ('kept')");
    expect(await sql('select text from entries')).toBe('kept');
  });

  test('gives each instance a larger volume', async () => {
    await deliver({ storage: { size: '3Gi' } });
    await waitUntil({
      what: 'both volumes have 3Gi',
      within: 60,
      probe: async () => {
        const sizes = (await scenario.api.list<Volume>(claims)).map(
          ({ status }) => status?.capacity?.storage,
        );
        if (sizes.length === 2 && sizes.every((size) => size === '3Gi')) return true;
        throw new Error(`they have ${sizes}`);
      },
    });
    expect(await sql('select text from entries')).toBe('kept');
  });

  test('promotes the standby when the primary is killed, under the same host', async () => {
    const primary = (await waitForInstances()).status?.currentPrimary;
    await scenario.platform.cluster.kubectl([
      ...['delete', 'pod', `${primary}`, `--namespace=${environment}`],
      ...['--grace-period=0', '--force'],
    ]);
    await waitUntil({
      what: `${primary} is no longer the primary`,
      within: 120,
      probe: async () => {
        const { status } = await scenario.api.get<Database>(`${clusters}/ledger`);
        return status?.currentPrimary === primary ? undefined : true;
      },
    });
    await waitForInstances();
    expect(await sql('select text from entries')).toBe('kept');
  });

  test('is Synced after each of many refreshes, without another sync', async () => {
    expect(await refreshOften(scenario, { name: application })).toEqual({ outOfSync: [], syncs: 0 });
  });
});
