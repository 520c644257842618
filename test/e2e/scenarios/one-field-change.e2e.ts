import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { step } from '../cluster/step.ts';
import { synced } from '../support/application.ts';
import { commitByHand } from '../support/by-hand.ts';
import { available, environmentOf } from '../support/deployment.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const path = 'environments/nonprod/qa/applications/orders/values.yaml';

const orders = (greeting: string): object =>
  applicationClaim('orders', {
    environment: 'qa',
    applications: [greeter('orders', { env: [{ name: 'GREETING', value: greeting }] }), greeter('billing')],
  });

describe.skipIf(skipReason)('a change of one field', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    const { commit } = await scenario.deliver(orders('one'), /delivered to qa$/);
    for (const name of ['orders-qa', 'billing-qa']) await synced(scenario, { name, commit });
  });

  /** How often Argo CD was told by the Git server that something was pushed. */
  const pushesTold = (): number =>
    readFileSync(scenario.platform.argocd.server.log, 'utf8').split('Received push event repo:').length - 1;

  it('is one commit in one folder, and replaces the pods of that application alone', async () => {
    const [before] = await available(scenario, { name: 'orders', namespace: 'qa' });
    const [other] = await available(scenario, { name: 'billing', namespace: 'qa' });
    const told = pushesTold();
    const { commits, changed, commit } = await step('from apply to commit', () =>
      scenario.deliver(orders('two'), /delivered to qa$/),
    );
    expect(commits).toHaveLength(1);
    expect(changed).toEqual([path]);
    await step('from commit to synced', () => synced(scenario, { name: 'orders-qa', commit }));
    expect(pushesTold()).toBeGreaterThan(told);
    const [after] = await available(scenario, { name: 'orders', namespace: 'qa' });
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(await environmentOf(after)).toMatchObject({ GREETING: 'two' });
    const [untouched] = await available(scenario, { name: 'billing', namespace: 'qa' });
    expect(untouched?.metadata.uid).toBe(other?.metadata.uid);
  });

  it('that was made already is no commit, and neither is another run', async () => {
    const head = await scenario.repository.head();
    expect(await scenario.apply(orders('two'))).toMatch(/(unchanged|configured)$/m);
    await scenario.runAgain(orders('two'));
    expect(await scenario.commitsOf(orders('two'), head)).toEqual([]);
    // a run is over before its commit is there: one that came late would stand before the next one
    await scenario.deliver(orders('next'), /delivered to qa$/);
    expect(await scenario.repository.read(path)).toContain('next');
    expect(await scenario.commitsOf(orders('next'), head)).toHaveLength(1);
  });

  it('taken back brings the older bytes back', async () => {
    const before = await scenario.repository.read(path);
    await scenario.deliver(orders('three'), /delivered to qa$/);
    expect(await scenario.repository.read(path)).not.toBe(before);
    await scenario.deliver(orders('next'), /delivered to qa$/);
    expect(await scenario.repository.read(path)).toBe(before);
  });

  it('taken back in Git alone does not last: the next run puts the files of the request back', async () => {
    const before = await scenario.repository.read(path);
    const { commit } = await scenario.deliver(orders('four'), /delivered to qa$/);
    const wanted = await scenario.repository.read(path);
    await synced(scenario, { name: 'orders-qa', commit });
    const reverted = await commitByHand(scenario, {
      subject: 'Revert by hand',
      change: ({ git }) => git(['revert', '--no-commit', commit]),
    });
    expect(await scenario.repository.read(path)).toBe(before);
    await synced(scenario, { name: 'orders-qa', commit: reverted });
    await scenario.runAgain(orders('four'));
    await scenario.committed(orders('four'), reverted);
    expect(await scenario.repository.read(path)).toBe(wanted);
  });
});
