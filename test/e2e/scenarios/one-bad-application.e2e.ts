import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { waitUntil } from '../cluster/wait-until.ts';
import {
  applications,
  endRetries,
  refreshHard,
  waitForApplication,
  waitForComparison,
  waitForDeletion,
  waitForHealth,
  waitForSync,
  waitForSyncFailure,
} from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { commitByHand } from '../support/commit-by-hand.ts';
import { type FrontRegistry, frontRegistry } from '../support/front-registry.ts';
import { infraforge } from '../support/infraforge.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { pushThirdPartyChart } from '../support/third-party-chart.ts';

const intruder = 'environments/bad/bad-dev/applications/intruder/application.yaml';

const others = (greeting: string): object =>
  applicationClaim('unharmed', {
    environment: 'bad-dev',
    applications: [greeter('unharmed', { env: [{ name: 'GREETING', value: greeting }] })],
  });

const sick = applicationClaim('sick', {
  environment: 'bad-dev',
  applications: [greeter('sick', { image: { repository: 'test.local/there-is-none', tag: '1' } })],
});

const orphan = (greeting: string): object =>
  applicationClaim('orphan', {
    environment: 'worse-dev',
    applications: [
      { name: 'orphan', chart: { name: 'vanishing', version: '0.1.0' }, values: { greeting } },
      greeter('companion', { env: [{ name: 'GREETING', value: greeting }] }),
    ],
  });

// without its operator, the cluster does not know its kind
const stuck = (size = '10Gi'): object =>
  platformApplicationClaim('stuck', {
    environment: 'bad-dev',
    services: [{ name: 'stuck', type: 'rabbitmq', storage: { size } }],
  });

describeScenario('one bad Application', { needs: ['servers', 'faults'] }, () => {
  let scenario: Scenario;
  let registry: FrontRegistry;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'bad', environments: ['bad-dev'] });
    registry = await frontRegistry(scenario, {
      name: 'worse',
      environments: ['worse-dev'],
      charts: ['vanishing', 'misspelt'],
      port: 5002,
    });
    for (const chart of ['vanishing', 'misspelt'])
      await pushThirdPartyChart(scenario.platform.cluster, chart);
    // all at once, because Argo CD is slow with each bad Application
    const [unharmed, orphaned] = await Promise.all([
      scenario.deliver(others('one'), /delivered to bad-dev$/),
      scenario.deliver(orphan('one'), /^2 applications delivered to worse-dev$/),
      scenario.deliver(sick, /delivered to bad-dev$/),
      scenario.deliver(stuck(), /^1 service delivered to bad-dev$/),
    ]);
    await waitForSync(scenario, { name: 'unharmed-bad-dev', commit: unharmed.commit });
    for (const name of ['orphan-worse-dev', 'companion-worse-dev'])
      await waitForSync(scenario, { name, commit: orphaned.commit });
  });

  /** Expects that a change of another request reaches the cluster. */
  async function expectChangesArrive(greeting: string): Promise<void> {
    const { commit } = await scenario.deliver(others(greeting), /delivered to bad-dev$/);
    await waitForSync(scenario, { name: 'unharmed-bad-dev', commit });
  }

  /** Commits a file in a folder that the root of the applications reads. */
  async function commitIntruder(text: string): Promise<string> {
    return commitByHand(scenario, {
      subject: 'Add an Application by hand',
      change: async ({ folder }) => {
        mkdirSync(dirname(join(folder, intruder)), { recursive: true });
        writeFileSync(join(folder, intruder), text);
      },
    });
  }

  /** Removes that file from Git, and waits until the root has read the commit. */
  async function removeIntruder(): Promise<string> {
    const commit = await commitByHand(scenario, {
      subject: 'Remove an Application by hand',
      change: ({ git }) => git(['rm', '--quiet', intruder]),
    });
    // Argo CD may miss a push that arrives while it reads the one before, until it polls
    await waitForComparison(scenario, { name: 'bad-apps', commit });
    return commit;
  }

  test.concurrent('that never becomes healthy: changes of the others arrive', async () => {
    await waitForHealth(scenario, { name: 'sick-bad-dev', health: 'Progressing' });
    await expectChangesArrive('two');
    await waitForHealth(scenario, { name: 'sick-bad-dev', health: 'Progressing' });
    await scenario.remove(sick);
  });

  test.concurrent('whose chart the registry has lost says so; its neighbours in the same request and under the same root arrive', async () => {
    const { commit } = await scenario.deliver(orphan('two'), /^2 applications delivered to worse-dev$/);
    registry.lose('vanishing');
    try {
      await refreshHard(scenario, 'orphan-worse-dev');
      const line = await waitForApplication(scenario, { name: 'orphan-worse-dev', text: /ComparisonError/ });
      process.stdout.write(`a chart that is lost: ${line}\n`);
      await waitForSync(scenario, { name: 'companion-worse-dev', commit });
      const late = applicationClaim('fellow', {
        environment: 'worse-dev',
        applications: [greeter('fellow')],
      });
      const fellow = await scenario.deliver(late, /^1 application delivered to worse-dev$/);
      await waitForSync(scenario, { name: 'fellow-worse-dev', commit: fellow.commit });
    } finally {
      registry.recover();
    }
  });

  test.concurrent('whose retries have all failed syncs again by `reconcile` or a change of its request, and can be removed', async () => {
    const name = 'stuck-bad-dev';
    const line = await waitForApplication(scenario, { name, text: /; Running; .*Retrying/ });
    process.stdout.write(`a missing kind: ${line}\n`);
    await endRetries(scenario, name);
    expect(await infraforge(scenario, 'reconcile', 'stuck')).toEqual({
      code: 0,
      output: 'Started 1 of 1 requests\nStarted 1 sync that Argo CD had given up\n',
    });
    await waitForApplication(scenario, { name, text: /; Running; .*Retrying/ });
    await endRetries(scenario, name);
    await expectChangesArrive('three');
    await scenario.deliver(stuck('20Gi'), /^1 service delivered to bad-dev$/);
    await waitForApplication(scenario, { name, text: /; Running; .*Retrying/ });
    await scenario.remove(stuck('20Gi'));
    await waitForDeletion(scenario, name);
    // Argo CD starts no sync during a deletion, so the deletion then continues.
    await endRetries(scenario, name);
    await scenario.waitForRemoval(`${applications}/${name}`);
  });

  test.concurrent('whose chart writes a field that its kind does not have says which', async () => {
    const [chart, name] = [{ name: 'misspelt', version: '0.1.0' }, 'misspelt-worse-dev'];
    const misspelt = applicationClaim('misspelt', {
      environment: 'worse-dev',
      applications: [{ name: 'misspelt', chart, values: { undeclaredField: 'dota' } }],
    });
    await scenario.deliver(misspelt, /^1 application delivered to worse-dev$/);
    const text = /\.dota: field not declared in schema/;
    await waitForSyncFailure(scenario, { name, object: 'misspelt', text });
    await scenario.remove(misspelt);
    await waitForDeletion(scenario, name);
    await endRetries(scenario, name);
    await scenario.waitForRemoval(`${applications}/${name}`);
  });

  test('that Kubernetes refuses: its root syncs the others and reports it', async () => {
    await commitIntruder(
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: intruder-bad-dev, namespace: argocd}\nspec: {project: 5}\n',
    );
    try {
      const newcomer = applicationClaim('newcomer', {
        environment: 'bad-dev',
        applications: [greeter('newcomer')],
      });
      const { commit } = await scenario.deliver(newcomer, /delivered to bad-dev$/);
      await waitForComparison(scenario, { name: 'bad-apps', commit });
      await waitForSync(scenario, { name: 'newcomer-bad-dev', commit });
      await expectChangesArrive('four');
      const line = await waitForApplication(scenario, { name: 'bad-apps', text: /^OutOfSync/ });
      process.stdout.write(`an Application that is refused: ${line}\n`);
      await waitForSyncFailure(scenario, { name: 'bad-apps', object: 'intruder-bad-dev' });
    } finally {
      await removeIntruder();
    }
  });

  test('that is not YAML: stops only its own root, which reports it and continues after its removal', async () => {
    // without apiVersion, kind and metadata, Argo CD would skip it as a file that is not a manifest
    const broken = await commitIntruder(
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: intruder\n',
    );
    const late = applicationClaim('late-comer', {
      environment: 'bad-dev',
      applications: [greeter('late-comer')],
    });
    let repaired: string;
    try {
      const line = await waitForApplication(scenario, { name: 'bad-apps', text: /ComparisonError/ });
      process.stdout.write(`an Application that is not YAML: ${line}\n`);
      // the message lacks the folder; the newest commit that is not from Kratix leads to the file
      expect(line).toContain('Failed to unmarshal "application.yaml"');
      const beside = platformApplicationClaim('beside', {
        environment: 'bad-dev',
        services: [{ name: 'beside', type: 'postgresql' }],
      });
      const [{ commit }] = await Promise.all([
        scenario.deliver(beside, /^1 service delivered to bad-dev$/),
        scenario.deliver(late, /delivered to bad-dev$/),
      ]);
      await waitForComparison(scenario, { name: 'bad-platform', commit });
      await waitUntil({
        what: 'the Application of another root exists',
        within: 60,
        probe: () => scenario.api.find(`${applications}/beside-bad-dev`),
      });
      await waitForComparison(scenario, { name: 'bad-operators', commit: broken });
      expect(await scenario.api.find(`${applications}/late-comer-bad-dev`)).toBeUndefined();
    } finally {
      repaired = await removeIntruder();
    }
    for (const name of ['bad-apps', 'late-comer-bad-dev'])
      await waitForSync(scenario, { name, commit: repaired });
  });
});
