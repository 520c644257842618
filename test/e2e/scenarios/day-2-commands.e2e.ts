import { expect } from 'vitest';
import { waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { infraforge } from '../support/infraforge.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const kept = applicationClaim('kept', { environment: 'kept-dev', applications: [greeter('kept')] });
const lost = applicationClaim('lost', { environment: 'staging', applications: [greeter('lost')] });

describeScenario('day-2 commands', () => {
  let scenario: Scenario;
  let commit: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'kept', environments: ['kept-dev'] });
    ({ commit } = await scenario.deliver(kept, /delivered to kept-dev$/));
    await scenario.apply(lost);
    await scenario.waitForMessage(lost, /^Refused/);
    await waitForSync(scenario, { name: 'kept-kept-dev', commit });
    await waitForSync(scenario, { name: 'kept-apps', commit });
  });

  test('status shows a delivered and synced request with its commit', async () => {
    const { code, output } = await infraforge(scenario, 'status', 'kept');
    expect(output).toContain(commit.slice(0, 8));
    expect(output).toMatch(/✓ ApplicationClaim default\/kept +yes +[0-9a-f]{8} +1 of 1 at /);
    expect(code).toBe(0);
  });

  test('status shows the reason of a refusal, and that the registry has every locked chart', async () => {
    const { code, output } = await infraforge(scenario, 'status');
    expect(output).toMatch(
      /✗ ApplicationClaim default\/lost +refused +– +–\n +UnknownEnvironment: .*staging/,
    );
    expect(output).toContain('Runs again at ');
    expect(output).toMatch(/✓ microservice 1\.0\.0 +published/);
    expect(output).toMatch(/\d+ charts: \d+ in order\n$/);
    expect(code).toBe(2);
  });

  test('list shows kinds, requests and environments', async () => {
    const { output } = await infraforge(scenario, 'list');
    expect(output).toMatch(/✓ ApplicationClaim +application-claim +\S+ +Available/);
    expect(output).toMatch(/✓ ApplicationClaim default\/kept +kept-dev +1 application delivered to kept-dev/);
    expect(output).toMatch(/✗ ApplicationClaim default\/lost +– +Refused: /);
    expect(output).toMatch(/kept +kept-dev +none: one trust zone/);
  });

  test('gitops-status shows root Applications first, each Application with its commit', async () => {
    const { output } = await infraforge(scenario, 'gitops-status');
    expect(output).toMatch(/✓ GitStateStore \S+ +Ready[\s\S]*✓ Destination \S+ +Ready/);
    // other scenarios declare cluster types below the first root meanwhile
    expect(output).toMatch(
      /Application argocd\/infraforge-root +\w[\s\S]*✓ Application argocd\/kept-apps +Synced/,
    );
    expect(output).toMatch(/Application argocd\/kept-kept-dev +Synced +\w+ +[0-9a-f]{8}/);
  });

  test('logs shows the newest run of a delivered and of a refused request', async () => {
    const delivered = await infraforge(scenario, 'logs', 'kept');
    expect(delivered.output).toMatch(/✓ ApplicationClaim default\/kept[\s\S]*LOG of configure\n\{"/);
    const refused = await infraforge(scenario, 'logs', 'lost', '--kind', 'ApplicationClaim');
    expect(refused.output).toMatch(/✗ ApplicationClaim default\/lost {2}refused\n[\s\S]*LOG of configure\n/);
    expect([delivered.code, refused.code]).toEqual([0, 0]);
    expect(await infraforge(scenario, 'logs', 'nobody')).toMatchObject({ code: 64 });
  });

  test('reconcile runs requests again, even a refused one, and waits for their results', async () => {
    const head = await scenario.repository.head();
    const again = await infraforge(scenario, 'reconcile', 'kept', '--wait');
    expect(again).toMatchObject({
      code: 0,
      output: expect.stringMatching(/✓ ApplicationClaim default\/kept/),
    });
    const refused = await infraforge(scenario, 'reconcile', 'lost', '--wait');
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(/✗ .*lost {2}Refused: /) });
    expect(await scenario.listCommits(kept, head)).toEqual([]);
  });
});
