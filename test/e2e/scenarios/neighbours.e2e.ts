import { beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { skipReason } from '../cluster/place.ts';
import { applications, synced } from '../support/application.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const claim = (name: string, items: readonly object[]): object =>
  applicationClaim(name, { environment: 'qa', applications: items });

const quiet = claim('quiet', [greeter('quiet')]);
const folder = 'environments/nonprod/qa/applications/quiet/';

describe.skipIf(skipReason)('two requests in one environment', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    const { commit } = await scenario.deliver(quiet, /^1 application delivered to qa$/);
    await synced(scenario, { name: 'quiet-qa', commit });
  });

  /** The bytes in Git, and the generations and identities in the cluster, of the one that nobody touches. */
  async function footprint(): Promise<object> {
    const files = (await scenario.repository.files()).filter((path) => path.startsWith(folder));
    const contents = await Promise.all(files.map((path) => scenario.repository.read(path)));
    const paths = [`${applications}/quiet-qa`, '/apis/apps/v1/namespaces/qa/deployments/quiet'];
    const objects = await Promise.all(paths.map((path) => scenario.api.get<KubernetesObject>(path)));
    const specs = objects.map(({ metadata: { uid, generation } }, index) => ({
      uid,
      // an Application's generation counts what Argo CD itself notes in it
      generation: index === 0 ? undefined : generation,
    }));
    return { files, contents, specs };
  }

  it('never touch each other: one comes, changes and goes, the other stays as it is', async () => {
    const before = await footprint();
    const loud = (...names: string[]): object =>
      claim(
        'loud',
        names.map((name) => greeter(name)),
      );
    for (const names of [['loud-one', 'loud-two'], ['loud-two']]) {
      const { commit } = await scenario.deliver(loud(...names), /delivered to qa$/);
      await synced(scenario, { name: 'nonprod-apps', commit });
      expect(await footprint()).toEqual(before);
    }
    const head = await scenario.repository.head();
    await scenario.remove(loud());
    const commit = await scenario.committed(loud(), head);
    await synced(scenario, { name: 'nonprod-apps', commit });
    await scenario.gone(`${applications}/loud-two-qa`);
    expect(await footprint()).toEqual(before);
    await scenario.remove(quiet);
  });
});
