import { expect } from 'vitest';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { givenOperator } from '../../operators/given-operators.ts';
import { waitForHealth, waitForPruning, waitForSync } from '../../support/application.ts';
import { declareOperators } from '../../support/declare-operators.ts';
import { refreshOften } from '../../support/refresh-often.ts';
import { platformApplicationClaim } from '../../support/requests.ts';
import type { Delivery, Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';
import { type ServiceFacts, serviceFacts } from '../../support/service-facts.ts';
import { runSql } from '../../support/sql-client.ts';

const environment = 'archive-dev';
const operators = ['cloudnative-pg', 'postgresql', 's3', 'plugin-barman-cloud'];
const application = `books-${environment}`;
const objects = `/apis/postgresql.cnpg.io/v1/namespaces/${environment}`;
const database = `${objects}/clusters/books`;
const secretName = 'backup-store';
const destination = 's3://backups/databases';

interface Database extends KubernetesObject {
  readonly spec: { readonly imageName: string };
  readonly status?: { readonly phase?: string; readonly phaseReason?: string };
}

interface Backup extends KubernetesObject {
  readonly status?: { readonly phase?: string; readonly error?: string };
}

interface ArchivedFacts extends ServiceFacts {
  readonly backupServerName: string;
}

describeScenario('a backup of PostgreSQL', { needs: ['operators'], operators }, () => {
  let scenario: Scenario;
  let facts: ArchivedFacts;
  let image: string;

  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await declareOperators(scenario, {
      operators,
      clusterType: {
        name: 'archive',
        environments: [environment],
        installedOperators: ['cloudnative-pg', 'cert-manager', 'barman-cloud'],
      },
    });
    await placeCredentials();
  });

  /** Copies the credentials of the store into the namespace of the service, as its team would. */
  async function placeCredentials(): Promise<void> {
    const { namespace } = givenOperator('s3');
    const { data } = await scenario.api.get<KubernetesObject & { readonly data: object }>(
      `/api/v1/namespaces/${namespace}/secrets/s3`,
    );
    const items = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: environment } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: secretName, namespace: environment }, data },
    ];
    const list = { apiVersion: 'v1', kind: 'List', items };
    await scenario.platform.cluster.kubectl(
      ['apply', '--server-side', '--filename', '-'],
      JSON.stringify(list),
    );
  }

  const request = ({ backup = {}, ...more }: { backup?: object; restore?: object }): object =>
    platformApplicationClaim('books', {
      environment,
      services: [
        {
          name: 'books',
          type: 'postgresql',
          version: givenOperator('postgresql').version,
          storage: { size: '2Gi' },
          deletionProtection: false,
          backup: { destination, secretName, ...backup },
          values: {
            postgresql: {
              backup: { endpointURL: `http://s3.${givenOperator('s3').namespace}.svc.cluster.local:7070` },
            },
          },
          ...more,
        },
      ],
    });

  async function deliver(more: { backup?: object; restore?: object }): Promise<Delivery> {
    const delivery = await scenario.deliver(request(more), /^1 service delivered to archive-dev/);
    await waitForSync(scenario, { name: application, commit: delivery.commit });
    return delivery;
  }

  async function waitForDatabase(): Promise<Database> {
    const found = await waitUntil({
      what: 'the database is healthy',
      within: 200,
      probe: async () => {
        const current = await scenario.api.get<Database>(database);
        const { phase, phaseReason } = current.status ?? {};
        if (phase === 'Cluster in healthy state') return current;
        throw new Error(`${phase}: ${phaseReason}`);
      },
    });
    await waitForHealth(scenario, { name: application, health: 'Healthy' });
    return found;
  }

  /** Waits until the backup that a new service makes at once is complete. */
  async function waitForBackup(): Promise<void> {
    await waitUntil({
      what: 'there is a complete backup',
      within: 200,
      probe: async () => {
        const backups = await scenario.api.list<Backup>(`${objects}/backups`);
        if (backups.some(({ status }) => status?.phase === 'completed')) return true;
        throw new Error(JSON.stringify(backups.map(({ status }) => status)));
      },
    });
  }

  /** Runs SQL as the superuser, in the pod of the primary. */
  async function administer(statement: string): Promise<string> {
    const pod = [`--namespace=${environment}`, 'books-1', '--container=postgres'];
    const psql = ['psql', '--tuples-only', '--no-align', `--command=${statement}`];
    return (await scenario.platform.cluster.kubectl(['exec', ...pod, '--', ...psql])).trim();
  }

  const sql = (statement: string): Promise<string> => runSql(scenario, { facts, image, statement });

  test('is made as soon as the service is up', async () => {
    const { request: delivered } = await deliver({});
    facts = serviceFacts(delivered, 'books') as ArchivedFacts;
    ({ imageName: image } = (await waitForDatabase()).spec);
    await waitForBackup();
  });

  test('is followed by the log of later changes', async () => {
    await sql('create table entries (text text)');
    await sql("insert into entries values ('kept')");
    const segment = await administer('select pg_walfile_name(pg_switch_wal())');
    await waitUntil({
      what: `${segment} is archived`,
      within: 60,
      probe: async () => {
        const last = await administer('select last_archived_wal from pg_stat_archiver');
        if (last >= segment) return true;
        throw new Error(`the last one is ${last}`);
      },
    });
  });

  test('outlives its service', async () => {
    await scenario.remove(request({}));
    await waitForPruning(scenario, { name: application });
    await scenario.waitForRemoval(database);
    const claim = `/api/v1/namespaces/${environment}/persistentvolumeclaims/books-1`;
    await scenario.waitForRemoval(claim);
  });

  test('is restored into a new service of the same name, with the row', async () => {
    const { request: delivered } = await deliver({
      backup: { archiveSuffix: '2' },
      restore: { from: { destination, serverName: facts.backupServerName } },
    });
    facts = serviceFacts(delivered, 'books') as ArchivedFacts;
    await waitForDatabase();
    expect(await sql('select text from entries')).toBe('kept');
  });

  test('is made of the restored service as well, in an archive of its own', async () => {
    await waitForBackup();
    expect(facts.backupServerName).toBe('archive-dev.archive-dev.books.2.pg15');
  });

  test('leaves the restored service Synced after each of many refreshes, without another sync', async () => {
    expect(await refreshOften(scenario, { name: application })).toEqual({ outOfSync: [], syncs: 0 });
  });
});
