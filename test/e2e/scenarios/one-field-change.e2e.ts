import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { step } from '../cluster/step.ts';
import { waitForSync } from '../support/application.ts';
import { commitByHand } from '../support/commit-by-hand.ts';
import { readEnvironment, waitForDeployment } from '../support/deployment.ts';
import { skipReason } from '../support/needs.ts';
import { builtCluster } from '../support/platform.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const folder = 'environments/e2e/e2e-qa/applications/orders';
const path = `${folder}/values.yaml`;

const orders = (greeting: string): object =>
  applicationClaim('orders', {
    environment: 'e2e-qa',
    applications: [greeter('orders', { env: [{ name: 'GREETING', value: greeting }] }), greeter('billing')],
  });

describeScenario('a change of one field', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const { commit } = await scenario.deliver(orders('one'), /delivered to e2e-qa$/);
    for (const name of ['orders-e2e-qa', 'billing-e2e-qa']) await waitForSync(scenario, { name, commit });
  });

  /** Returns how many pushes the Git server has reported to Argo CD; undefined without access to its log. */
  const pushEvents = (): number | undefined => {
    if (skipReason(['node']) !== undefined) return undefined;
    const log = readFileSync(join(builtCluster().processes.logs, 'argocd-server.log'), 'utf8');
    return log.split('Received push event repo:').length - 1;
  };

  test('makes one commit in one folder, and replaces only the pods of that application', async () => {
    const [before] = await waitForDeployment(scenario, { name: 'orders', namespace: 'e2e-qa' });
    const [other] = await waitForDeployment(scenario, { name: 'billing', namespace: 'e2e-qa' });
    const pushes = pushEvents();
    const { commits, changed, commit } = await step('from apply to commit', () =>
      scenario.deliver(orders('two'), /delivered to e2e-qa$/),
    );
    expect(commits).toHaveLength(1);
    expect(changed).toEqual([`${folder}/application.yaml`, path]);
    await step('from commit to synced', () => waitForSync(scenario, { name: 'orders-e2e-qa', commit }));
    if (pushes !== undefined) expect(pushEvents()).toBeGreaterThan(pushes);
    const [after] = await waitForDeployment(scenario, { name: 'orders', namespace: 'e2e-qa' });
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(await readEnvironment(scenario, after)).toMatchObject({ GREETING: 'two' });
    const [untouched] = await waitForDeployment(scenario, { name: 'billing', namespace: 'e2e-qa' });
    expect(untouched?.metadata.uid).toBe(other?.metadata.uid);
  });

  test('makes no commit if nothing changed, and neither does another run', async () => {
    const head = await scenario.repository.head();
    expect(await scenario.apply(orders('two'))).toMatch(/(unchanged|configured)$/m);
    await scenario.runAgain(orders('two'));
    expect(await scenario.listCommits(orders('two'), head)).toEqual([]);
    // a run ends before its commit exists: a late commit would come before that of the next change
    await scenario.deliver(orders('next'), /delivered to e2e-qa$/);
    expect(await scenario.repository.read(path)).toContain('next');
    expect(await scenario.listCommits(orders('next'), head)).toHaveLength(1);
  });

  test('restores the earlier bytes when it is reverted', async () => {
    const before = await scenario.repository.read(path);
    await scenario.deliver(orders('three'), /delivered to e2e-qa$/);
    expect(await scenario.repository.read(path)).not.toBe(before);
    await scenario.deliver(orders('next'), /delivered to e2e-qa$/);
    expect(await scenario.repository.read(path)).toBe(before);
  });

  test('is restored by the next run if it is reverted only in Git', async () => {
    const before = await scenario.repository.read(path);
    const { commit } = await scenario.deliver(orders('four'), /delivered to e2e-qa$/);
    const wanted = await scenario.repository.read(path);
    await waitForSync(scenario, { name: 'orders-e2e-qa', commit });
    const reverted = await commitByHand(scenario, {
      subject: 'Revert by hand',
      change: ({ git }) => git(['revert', '--no-commit', commit]),
    });
    expect(await scenario.repository.read(path)).toBe(before);
    await waitForSync(scenario, { name: 'orders-e2e-qa', commit: reverted });
    await scenario.runAgain(orders('four'));
    await scenario.waitForCommit(orders('four'), reverted);
    expect(await scenario.repository.read(path)).toBe(wanted);
  });
});
