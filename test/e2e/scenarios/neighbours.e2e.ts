import { expect } from 'vitest';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { applications, waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const claim = (name: string, items: readonly object[]): object =>
  applicationClaim(name, { environment: 'calm-qa', applications: items });

const quiet = claim('quiet', [greeter('quiet')]);
const folder = 'environments/calm/calm-qa/applications/quiet/';

describeScenario('two requests in one environment', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'calm', environments: ['calm-qa'] });
    const { commit } = await scenario.deliver(quiet, /^1 application delivered to calm-qa$/);
    await waitForSync(scenario, { name: 'quiet-calm-qa', commit });
  });

  /** Returns the bytes in Git, and the generations and identities in the cluster, of the unchanged request. */
  async function footprint(): Promise<object> {
    const files = (await scenario.repository.files()).filter((path) => path.startsWith(folder));
    const contents = await Promise.all(files.map((path) => scenario.repository.read(path)));
    const paths = [`${applications}/quiet-calm-qa`, '/apis/apps/v1/namespaces/calm-qa/deployments/quiet'];
    const objects = await Promise.all(paths.map((path) => scenario.api.get<KubernetesObject>(path)));
    const specs = objects.map(({ metadata: { uid, generation } }, index) => ({
      uid,
      // Argo CD's own writes also increase the generation of an Application
      generation: index === 0 ? undefined : generation,
    }));
    return { files, contents, specs };
  }

  test('are independent: one is created, changed and removed, the other stays unchanged', async () => {
    const before = await footprint();
    const loud = (...names: string[]): object =>
      claim(
        'loud',
        names.map((name) => greeter(name)),
      );
    for (const names of [['loud-one', 'loud-two'], ['loud-two']]) {
      const { commit } = await scenario.deliver(loud(...names), /delivered to calm-qa$/);
      await waitForSync(scenario, { name: 'calm-apps', commit });
      expect(await footprint()).toEqual(before);
    }
    const head = await scenario.repository.head();
    await scenario.remove(loud());
    const commit = await scenario.waitForCommit(loud(), head);
    await waitForSync(scenario, { name: 'calm-apps', commit });
    await scenario.waitForRemoval(`${applications}/loud-two-calm-qa`);
    expect(await footprint()).toEqual(before);
    await scenario.remove(quiet);
  });
});
