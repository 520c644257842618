import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { applications, synced } from '../support/application.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const names = ['first', 'second', 'third'];

const claim = (items: readonly object[]): object =>
  applicationClaim('leaving', { environment: 'qa', applications: items });

describe.skipIf(skipReason)('what a request no longer asks for', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    const { commit } = await scenario.deliver(claim(names.map((name) => greeter(name))), /delivered to qa$/);
    for (const name of names) await synced(scenario, { name: `${name}-qa`, commit });
  });

  /** Its files, its Application and its objects. */
  async function expectGone(name: string): Promise<void> {
    const files = await scenario.repository.files();
    expect(files.filter((path) => path.includes(`/qa/applications/${name}/`))).toEqual([]);
    await scenario.gone(`${applications}/${name}-qa`);
    await scenario.gone(`/apis/apps/v1/namespaces/qa/deployments/${name}`);
    await scenario.gone(`/api/v1/namespaces/qa/services/${name}`);
  }

  it('goes, item by item, and at last with the request: files, Application and objects', async () => {
    await scenario.deliver(
      claim([greeter('first', { enabled: false }), greeter('second'), greeter('third')]),
      /^2 applications delivered to qa$/,
    );
    await expectGone('first');
    await scenario.deliver(claim([greeter('third')]), /^1 application delivered to qa$/);
    await expectGone('second');
    const before = await scenario.repository.head();
    await scenario.remove(claim([]));
    await scenario.committed(claim([]), before);
    expect(await scenario.commitsOf(claim([]), before)).toEqual([
      expect.stringMatching(/^Delete from: application-claim-leaving-/),
    ]);
    await expectGone('third');
  });

  it('frees its name', async () => {
    const heir = applicationClaim('heir', { environment: 'qa', applications: [greeter('first')] });
    const { commits } = await scenario.deliver(heir, /^1 application delivered to qa$/);
    expect(commits).toHaveLength(1);
    await scenario.remove(heir);
  });
});
