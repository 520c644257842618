import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import {
  applicationSays,
  applications,
  compared,
  healthIs,
  pruned,
  refreshHard,
  synced,
  syncFailed,
} from '../support/application.ts';
import { commitByHand } from '../support/by-hand.ts';
import { pushForeignChart } from '../support/foreign-chart.ts';
import { type FrontRegistry, frontEnvironment, frontRegistry } from '../support/front-registry.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const intruder = 'environments/nonprod/dev/applications/intruder/application.yaml';

const others = (greeting: string): object =>
  applicationClaim('unharmed', {
    environment: 'dev',
    applications: [greeter('unharmed', { env: [{ name: 'GREETING', value: greeting }] })],
  });

const sick = applicationClaim('sick', {
  environment: 'dev',
  applications: [greeter('sick', { image: { repository: 'test.local/there-is-none', tag: '1' } })],
});

const orphan = (greeting: string): object =>
  applicationClaim('orphan', {
    environment: frontEnvironment,
    applications: [
      { name: 'orphan', chart: { name: 'vanishing', version: '0.1.0' }, values: { greeting } },
      greeter('companion', { env: [{ name: 'GREETING', value: greeting }] }),
    ],
  });

// there is no operator, and so no kind, for it
const stuck = platformApplicationClaim('stuck', {
  environment: 'dev',
  services: [{ name: 'stuck', type: 'rabbitmq' }],
});

describe.skipIf(skipReason)('one bad Application', () => {
  let scenario: Scenario;
  let registry: FrontRegistry;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    registry = await frontRegistry(scenario);
    await pushForeignChart(scenario.platform.cluster, 'vanishing');
    // at once, because Argo CD takes its time with each of the bad ones
    const [unharmed, orphaned] = await Promise.all([
      scenario.deliver(others('one'), /delivered to dev$/),
      scenario.deliver(orphan('one'), /^2 applications delivered to front$/),
      scenario.deliver(sick, /delivered to dev$/),
      scenario.deliver(stuck, /^1 service delivered to dev$/),
    ]);
    await synced(scenario, { name: 'unharmed-dev', commit: unharmed.commit });
    for (const name of ['orphan-front', 'companion-front'])
      await synced(scenario, { name, commit: orphaned.commit });
  });

  /** A change of somebody else reaches the cluster. */
  async function expectChangesArrive(greeting: string): Promise<void> {
    const { commit } = await scenario.deliver(others(greeting), /delivered to dev$/);
    await synced(scenario, { name: 'unharmed-dev', commit });
  }

  /** Puts a file where the root of the applications looks. */
  async function putIn(text: string): Promise<string> {
    return commitByHand(scenario, {
      subject: 'Put an Application in by hand',
      change: async ({ folder }) => {
        mkdirSync(dirname(join(folder, intruder)), { recursive: true });
        writeFileSync(join(folder, intruder), text);
      },
    });
  }

  async function takeOut(): Promise<string> {
    const commit = await commitByHand(scenario, {
      subject: 'Take an Application out by hand',
      change: ({ git }) => git(['rm', '--quiet', intruder]),
    });
    // Argo CD may overlook a push that comes while it looks at the one before, until it polls
    await compared(scenario, { name: 'nonprod-apps', commit });
    return commit;
  }

  it.concurrent('that never becomes healthy: changes of the others arrive', async () => {
    await healthIs(scenario, { name: 'sick-dev', health: 'Progressing' });
    await expectChangesArrive('two');
    await healthIs(scenario, { name: 'sick-dev', health: 'Progressing' });
    await scenario.remove(sick);
  });

  it.concurrent('whose chart the registry has lost says so; its neighbours in the same request and under the same root arrive', async () => {
    const { commit } = await scenario.deliver(orphan('two'), /^2 applications delivered to front$/);
    registry.lose('vanishing');
    try {
      await refreshHard(scenario, 'orphan-front');
      const said = await applicationSays(scenario, { name: 'orphan-front', text: /ComparisonError/ });
      process.stdout.write(`a chart that is lost: ${said}\n`);
      await synced(scenario, { name: 'companion-front', commit });
      const late = applicationClaim('fellow', {
        environment: frontEnvironment,
        applications: [greeter('fellow')],
      });
      const fellow = await scenario.deliver(late, /^1 application delivered to front$/);
      await synced(scenario, { name: 'fellow-front', commit: fellow.commit });
    } finally {
      registry.recover();
    }
  });

  it.concurrent('whose sync never succeeds outlasts its request, until its operation is ended by hand', async () => {
    const said = await applicationSays(scenario, { name: 'stuck-dev', text: /; Running; .*Retrying/ });
    process.stdout.write(`a kind that there is not: ${said}\n`);
    const head = await scenario.repository.head();
    await scenario.remove(stuck);
    await scenario.committed(stuck, head);
    await pruned(scenario, {
      name: 'stuck-dev',
      meanwhile: () => applicationSays(scenario, { name: 'stuck-dev', text: /; Running; .*Retrying/ }),
    });
  });

  it("that Kubernetes refuses: its root goes on with the others', and says which it was", async () => {
    await putIn(
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: intruder-dev, namespace: argocd}\nspec: {project: 5}\n',
    );
    try {
      const newcomer = applicationClaim('newcomer', {
        environment: 'dev',
        applications: [greeter('newcomer')],
      });
      const { commit } = await scenario.deliver(newcomer, /delivered to dev$/);
      await compared(scenario, { name: 'nonprod-apps', commit });
      await synced(scenario, { name: 'newcomer-dev', commit });
      await expectChangesArrive('four');
      const said = await applicationSays(scenario, { name: 'nonprod-apps', text: /^OutOfSync/ });
      process.stdout.write(`an Application that is refused: ${said}\n`);
      await syncFailed(scenario, { name: 'nonprod-apps', object: 'intruder-dev' });
    } finally {
      await takeOut();
    }
  });

  it('that is not YAML: stops its own root alone, which says so, and goes on once it is gone', async () => {
    // without the three words of a manifest it would be passed over as something else's file
    const broken = await putIn(
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: intruder\n',
    );
    const late = applicationClaim('late-comer', {
      environment: 'dev',
      applications: [greeter('late-comer')],
    });
    let mended: string;
    try {
      const said = await applicationSays(scenario, { name: 'nonprod-apps', text: /ComparisonError/ });
      process.stdout.write(`an Application that is not YAML: ${said}\n`);
      // the name of the file, but not its folder: the newest commit of somebody else than Kratix leads to it
      expect(said).toContain('Failed to unmarshal "application.yaml"');
      const beside = platformApplicationClaim('beside', {
        environment: 'dev',
        services: [{ name: 'beside', type: 'postgresql' }],
      });
      const [{ commit }] = await Promise.all([
        scenario.deliver(beside, /^1 service delivered to dev$/),
        scenario.deliver(late, /delivered to dev$/),
      ]);
      await compared(scenario, { name: 'nonprod-platform', commit });
      await waitUntil({
        what: 'the Application of another root is there',
        within: 60,
        probe: () => scenario.api.find(`${applications}/beside-dev`),
      });
      await compared(scenario, { name: 'nonprod-operators', commit: broken });
      // an Application that is there already takes what is new in its values
      await expectChangesArrive('five');
      expect(await scenario.api.find(`${applications}/late-comer-dev`)).toBeUndefined();
    } finally {
      mended = await takeOut();
    }
    for (const name of ['nonprod-apps', 'late-comer-dev']) await synced(scenario, { name, commit: mended });
  });
});
