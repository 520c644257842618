import { expect } from 'vitest';
import { applications, waitForSync } from '../support/application.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const names = ['first', 'second', 'third'];

const claim = (items: readonly object[]): object =>
  applicationClaim('leaving', { environment: 'e2e-qa', applications: items });

describeScenario('an item that a request no longer lists', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const { commit } = await scenario.deliver(
      claim(names.map((name) => greeter(name))),
      /delivered to e2e-qa$/,
    );
    for (const name of names) await waitForSync(scenario, { name: `${name}-e2e-qa`, commit });
  });

  /** Expects that the files, the Application and the objects of an item are gone. */
  async function expectGone(name: string): Promise<void> {
    const files = await scenario.repository.files();
    expect(files.filter((path) => path.includes(`/e2e-qa/applications/${name}/`))).toEqual([]);
    await scenario.waitForRemoval(`${applications}/${name}-e2e-qa`);
    await scenario.waitForRemoval(`/apis/apps/v1/namespaces/e2e-qa/deployments/${name}`);
    await scenario.waitForRemoval(`/api/v1/namespaces/e2e-qa/services/${name}`);
  }

  test('loses files, Application and objects, and finally its request', async () => {
    await scenario.deliver(
      claim([greeter('first', { enabled: false }), greeter('second'), greeter('third')]),
      /^2 applications delivered to e2e-qa$/,
    );
    await expectGone('first');
    await scenario.deliver(claim([greeter('third')]), /^1 application delivered to e2e-qa$/);
    await expectGone('second');
    const before = await scenario.repository.head();
    await scenario.remove(claim([]));
    await scenario.waitForCommit(claim([]), before);
    expect(await scenario.listCommits(claim([]), before)).toEqual([
      expect.stringMatching(/^Delete from: application-claim-leaving-/),
    ]);
    await expectGone('third');
  });

  test('releases its name', async () => {
    const successor = applicationClaim('successor-of-first', {
      environment: 'e2e-qa',
      applications: [greeter('first')],
    });
    const { commits } = await scenario.deliver(successor, /^1 application delivered to e2e-qa$/);
    expect(commits).toHaveLength(1);
    await scenario.remove(successor);
  });
});
