import { expect } from 'vitest';
import type { Pod } from '../cluster/check-condition.ts';
import { waitForSync } from '../support/application.ts';
import { readEnvironment, waitForDeployment } from '../support/deployment.ts';
import { greeter } from '../support/requests.ts';
import type { Delivery, Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { createSecrets } from '../support/stand-in-secrets.ts';

const environment = 'e2e-dev';
const tenant = 'books';
const namespace = `${tenant}-${environment}`;
const core = `/api/v1/namespaces/${namespace}`;

/** Secrets that the operator of the database, and the team, would create. */
const secrets = {
  'books-postgresql-app': {
    username: 'app',
    password: 'from-the-operator',
    uri: 'postgresql://app:from-the-operator@books-postgresql-rw:5432/app',
    'jdbc-uri': 'jdbc:postgresql://books-postgresql-rw:5432/app?user=app&password=from-the-operator',
  },
  'books-postgresql-ca': { 'ca.crt': 'an authority' },
  'cache-password': { password: 'from-the-team' },
};

function bundle(more: object = {}): object {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'InfraForge',
    metadata: { name: 'books', namespace: 'default' },
    spec: {
      tenant,
      environment,
      database: { deletionProtection: true },
      cache: { credentials: { secretName: 'cache-password' } },
      business: [greeter('webapp')],
      ...more,
    },
  };
}

describeScenario("a tenant's bundle: a database, a cache and an application that uses both", () => {
  let scenario: Scenario;
  let delivered: Delivery;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    delivered = await scenario.deliver(bundle(), /^1 application and 2 services delivered to e2e-dev$/);
    await createSecrets(scenario, { namespace, secrets });
    await waitForSync(scenario, { name: `${tenant}-webapp-${environment}`, commit: delivered.commit });
  });

  test.afterAll(async () => {
    const { spec } = bundle() as { spec: object };
    const free = { ...spec, database: { deletionProtection: false } };
    await scenario.deliver({ ...bundle(), spec: free }, / delivered to e2e-dev$/);
    for (const name of Object.keys(secrets)) await scenario.api.remove(`${core}/secrets/${name}`);
  });

  test('delivers everything to the namespace of the tenant', () => {
    expect(delivered.request.status).toMatchObject({
      releases: [
        { name: 'books-postgresql', namespace, protected: true },
        { name: 'books-redis', namespace, protected: false },
        { name: 'books-webapp', namespace },
      ],
    });
  });

  test('connects the application to both services automatically', async () => {
    const [pod] = (await waitForDeployment(scenario, { name: 'books-webapp', namespace })) as readonly Pod[];
    expect(await readEnvironment(scenario, pod!)).toMatchObject({
      DATABASE_URL: secrets['books-postgresql-app'].uri,
      DATABASE_HOST: `books-postgresql.${namespace}.svc.cluster.local`,
      DATABASE_PASSWORD: 'from-the-operator',
      CACHE_HOST: `books-redis.${namespace}.svc.cluster.local`,
      CACHE_PORT: '6379',
      CACHE_PASSWORD: 'from-the-team',
    });
  });

  test('keeps the protected database: kubectl refuses to remove it', async () => {
    await expect(scenario.apply(bundle({ database: { enabled: false } }))).rejects.toThrow(
      'Protected releases would lose their data: books-postgresql; set deletionProtection: false on them first',
    );
  });

  test('refuses a service without a chart when the request is applied', async () => {
    await expect(scenario.apply(bundle({ database: { type: 'mysql' } }))).rejects.toThrow(
      'Unsupported service; supported: postgresql, mongodb',
    );
  });
});
