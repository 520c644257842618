import { expect } from 'vitest';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { nodeName } from '../../cluster/layout.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { givenOperator } from '../../operators/given-operators.ts';
import { waitForSync } from '../../support/application.ts';
import { runClient, valueOfSecret } from '../../support/client-pod.ts';
import { declareOperators } from '../../support/declare-operators.ts';
import { refreshOften } from '../../support/refresh-often.ts';
import { platformApplicationClaim } from '../../support/requests.ts';
import type { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';
import { type ServiceFacts, serviceFacts } from '../../support/service-facts.ts';

const environment = 'cache-dev';
const operators = ['redis-operator', 'redis'];
const application = `carts-${environment}`;
const pods = `/api/v1/namespaces/${environment}/pods`;
const secretName = 'carts-password';

interface Pod extends KubernetesObject {
  readonly status?: {
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly image: string }[];
  };
}

describeScenario('Redis on its operator', { needs: ['operators'], operators }, () => {
  let scenario: Scenario;
  let facts: ServiceFacts;
  let image: string;

  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await declareOperators(scenario, {
      operators,
      clusterType: { name: 'cache', environments: [environment], installedOperators: ['redis'] },
    });
    const items = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: environment } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secretName, namespace: environment },
        stringData: { password: 'only-in-this-run' },
      },
    ];
    const list = { apiVersion: 'v1', kind: 'List', items };
    await scenario.platform.cluster.kubectl(['apply', '--filename', '-'], JSON.stringify(list));
  });

  // A function: without operators, the scenario is skipped, and there is no version.
  const request = (): object =>
    platformApplicationClaim('carts', {
      environment,
      services: [
        {
          name: 'carts',
          type: 'redis',
          mode: 'replication',
          version: givenOperator('redis').version,
          size: 'small',
          storage: { size: '1Gi' },
          credentials: { secretName },
          deletionProtection: false,
        },
      ],
    });

  /** Returns the pods of Redis, without those of Sentinel. */
  async function instances(): Promise<readonly Pod[]> {
    const selector = encodeURIComponent('app=carts,redis_setup_type=replication');
    return scenario.api.list<Pod>(`${pods}?labelSelector=${selector}`);
  }

  async function waitForInstances(): Promise<readonly Pod[]> {
    return waitUntil({
      what: 'three instances and a primary are ready',
      within: 200,
      probe: async () => {
        const found = await instances();
        const ready = found.filter(({ status }) => status?.containerStatuses?.every((one) => one.ready));
        if (ready.length === 3 && primaryOf(found) !== undefined) return found;
        throw new Error(`${ready.length} are ready; the primary is ${primaryOf(found)}`);
      },
    });
  }

  async function redis(...command: readonly string[]): Promise<string> {
    const { namespace, host, port, secretName: secret } = facts;
    return runClient(scenario, {
      namespace,
      image,
      command: ['redis-cli', '-e', '-h', host, '-p', String(port), ...command],
      env: [valueOfSecret('REDISCLI_AUTH', { secret, key: 'password' })],
    });
  }

  /** Returns the address of the primary that Sentinel names. */
  async function sentinelPrimary(): Promise<string> {
    const sentinel = ['exec', 'carts-s-0', `--namespace=${environment}`, '--', 'redis-cli', '-p', '26379'];
    const question = ['sentinel', 'get-master-addr-by-name', 'mymaster'];
    return scenario.platform.cluster.kubectl([...sentinel, ...question]);
  }

  test('comes up', async () => {
    const { request: delivered, commit } = await scenario.deliver(
      request(),
      /^1 service delivered to cache-dev/,
    );
    facts = serviceFacts(delivered, 'carts');
    await waitForSync(scenario, { name: application, commit });
    const [first] = await waitForInstances();
    image = first!.status!.containerStatuses![0]!.image;
  });

  test('lets a pod with the Secret and the host of the status write an entry', async () => {
    expect(await redis('set', 'cart', 'kept')).toBe('OK');
    expect(await redis('get', 'cart')).toBe('kept');
  });

  // the operator moves the Service of the primary only while every pod is ready: until then, only Sentinel knows it
  test('promotes a replica when the node of the primary is gone, and moves the host once all pods are back', async () => {
    const primary = primaryOf(await waitForInstances());
    const { kubectl } = scenario.platform.cluster;
    const former = await sentinelPrimary();
    // as if its node were gone: the pod is killed and does not start again
    await kubectl(['cordon', nodeName]);
    try {
      const flags = ['--grace-period=0', '--force', `--namespace=${environment}`];
      await kubectl(['delete', 'pod', `${primary}`, ...flags]);
      await waitUntil({
        what: `Sentinel has another primary than ${former}`,
        within: 60,
        probe: async () => ((await sentinelPrimary()) === former ? undefined : true),
      });
    } finally {
      await kubectl(['uncordon', nodeName]);
    }
    await waitUntil({
      what: `the operator has another primary than ${primary}`,
      within: 60,
      probe: async () => (primaryOf(await waitForInstances()) === primary ? undefined : true),
    });
    expect(await redis('get', 'cart')).toBe('kept');
    expect(await redis('set', 'cart', 'kept again')).toBe('OK');
  });

  test('is Synced after each of many refreshes, without another sync', async () => {
    expect(await refreshOften(scenario, { name: application })).toEqual({ outOfSync: [], syncs: 0 });
  });
});

/** Returns the name of the pod that the operator has labelled as the primary. */
function primaryOf(found: readonly Pod[]): string | undefined {
  return found.find(({ metadata }) => metadata.labels?.['redis-role'] === 'master')?.metadata.name;
}
