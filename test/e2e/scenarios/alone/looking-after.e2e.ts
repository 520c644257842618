import { expect } from 'vitest';
import { synced } from '../../support/application.ts';
import { ownClusterType } from '../../support/cluster-type.ts';
import { infraforge } from '../../support/infraforge.ts';
import { applicationClaim, greeter } from '../../support/requests.ts';
import type { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';

const kept = applicationClaim('kept', { environment: 'kept-dev', applications: [greeter('kept')] });
const lost = applicationClaim('lost', { environment: 'staging', applications: [greeter('lost')] });

describeScenario('a person who looks after a platform', () => {
  let scenario: Scenario;
  let commit: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'kept', environments: ['kept-dev'] });
    ({ commit } = await scenario.deliver(kept, /delivered to kept-dev$/));
    await scenario.apply(lost);
    await scenario.says(lost, /^Refused/);
    await synced(scenario, { name: 'kept-kept-dev', commit });
    await synced(scenario, { name: 'kept-apps', commit });
  });

  test('sees a request that is delivered, in Git and synced, by the commit that its objects name', async () => {
    const { code, said } = await infraforge(scenario, 'status', 'kept');
    expect(said).toContain(commit.slice(0, 8));
    expect(said).toMatch(/✓ ApplicationClaim default\/kept +yes +[0-9a-f]{8} +1 of 1 at /);
    expect(code).toBe(0);
  });

  test('sees why a request is refused, and that every locked chart is in the registry', async () => {
    const { code, said } = await infraforge(scenario, 'status');
    expect(said).toMatch(/✗ ApplicationClaim default\/lost +refused +– +–\n +UnknownEnvironment: .*staging/);
    expect(said).toContain('Runs again at ');
    expect(said).toMatch(/✓ microservice 1\.0\.0 +published/);
    expect(said).toMatch(/\d charts: \d in order\n$/);
    expect(code).toBe(2);
  });

  test('lists what can be requested, what is, and where it can land', async () => {
    const { said } = await infraforge(scenario, 'list');
    expect(said).toMatch(/✓ ApplicationClaim +application-claim +\S+ +Available/);
    expect(said).toMatch(/✓ ApplicationClaim default\/kept +kept-dev +1 application delivered to kept-dev/);
    expect(said).toMatch(/✗ ApplicationClaim default\/lost +– +Refused: /);
    expect(said).toMatch(/kept +kept-dev +any/);
  });

  test("sees Argo CD's side: roots first, each Application at a commit", async () => {
    const { said } = await infraforge(scenario, 'gitops-status');
    expect(said).toMatch(/✓ GitStateStore \S+ +Ready[\s\S]*✓ Destination \S+ +Ready/);
    expect(said).toMatch(
      /✓ Application argocd\/infraforge-root +Synced[\s\S]*✓ Application argocd\/kept-apps +Synced/,
    );
    expect(said).toMatch(/Application argocd\/kept-kept-dev +Synced +\w+ +[0-9a-f]{8}/);
  });

  test('reads the log of the newest run, of a delivered and of a refused request', async () => {
    const delivered = await infraforge(scenario, 'logs', 'kept');
    expect(delivered.said).toMatch(/✓ ApplicationClaim default\/kept[\s\S]*LOG of configure\n\{"/);
    const refused = await infraforge(scenario, 'logs', 'lost', '--kind', 'ApplicationClaim');
    expect(refused.said).toMatch(/✗ ApplicationClaim default\/lost {2}refused\n[\s\S]*LOG of configure\n/);
    expect([delivered.code, refused.code]).toEqual([0, 0]);
    expect(await infraforge(scenario, 'logs', 'nobody')).toMatchObject({ code: 64 });
  });

  test('has requests run again, a refused one too, and waits for what comes of them', async () => {
    const head = await scenario.repository.head();
    const again = await infraforge(scenario, 'reconcile', 'kept', '--wait');
    expect(again).toMatchObject({ code: 0, said: expect.stringMatching(/✓ ApplicationClaim default\/kept/) });
    const refused = await infraforge(scenario, 'reconcile', 'lost', '--wait');
    expect(refused).toMatchObject({ code: 2, said: expect.stringMatching(/✗ .*lost {2}Refused: /) });
    expect(await scenario.commitsOf(kept, head)).toEqual([]);
  });
});
