import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { synced } from '../support/application.ts';
import { clusterTypeClaim, letArgocdRead } from '../support/cluster-type.ts';
import { pushForeignChart } from '../support/foreign-chart.ts';
import {
  sealedClaim as claim,
  sealedEnvironment as environment,
  sealedNamespace as namespace,
  privateRegistry,
  startPrivateRegistry,
} from '../support/private-registry.ts';
import { Scenario } from '../support/scenario.ts';

describe.skipIf(skipReason)('a private registry', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    const { cluster } = scenario.platform;
    const { url, username, password } = privateRegistry;
    await startPrivateRegistry(cluster);
    const access = [
      '--ca-file',
      cluster.authority.certificate,
      '--username',
      username,
      '--password',
      password,
    ];
    await pushForeignChart(cluster, 'confidential', { url, access });
    await letArgocdRead(scenario, { name: 'private-charts', url, access: { username, password } });
    await cluster.kubectl(['create', 'namespace', namespace]);
    const type = { name: 'sealed', environment, chartsRepository: { url, plainHTTP: false }, namespace };
    await scenario.deliver(clusterTypeClaim(scenario, type), /^Cluster type sealed declared with sealed$/);
  });

  async function give(object: object): Promise<void> {
    await scenario.apply({ apiVersion: 'v1', ...object });
  }

  it('whose authority nobody knows is not spoken to', async () => {
    await scenario.apply(claim);
    const { status } = await scenario.says(claim, /^(Refused|Trying again): .*confidential/);
    expect(status).toMatchObject({ failure: { reason: 'RegistryUnavailable' } });
    process.stdout.write(`without the authority: ${status?.['message']}\n`);
  });

  it('that lets nobody in without credentials says where they are looked for', async () => {
    const authority = readFileSync(scenario.platform.cluster.authority.certificate, 'utf8');
    const metadata = { name: 'infraforge-ca', namespace };
    await give({ kind: 'ConfigMap', metadata, data: { 'ca.crt': authority } });
    const { status } = await scenario.runAgain(claim);
    expect(status).toMatchObject({ failure: { reason: 'RegistryRefused' } });
    process.stdout.write(`without credentials: ${status?.['message']}\n`);
    expect(JSON.stringify(status)).toContain('infraforge-registry');
  });

  it('is read with the Secret of the namespace of the request, and Argo CD deploys from it', async () => {
    const { address, username, password } = privateRegistry;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const head = await scenario.repository.head();
    await give({
      kind: 'Secret',
      metadata: { name: 'infraforge-registry', namespace },
      stringData: { 'config.json': JSON.stringify({ auths: { [address]: { auth } } }) },
    });
    const { status } = await scenario.runAgain(claim);
    expect(status).toMatchObject({ message: '1 application delivered to sealed', failure: null });
    const commit = await scenario.committed(claim, head);
    await synced(scenario, { name: 'sealed-sealed', commit });
    expect(await scenario.api.find('/api/v1/namespaces/sealed/configmaps/sealed')).toBeDefined();
  });
});
