import { expect } from 'vitest';
import { waitForSync } from '../support/application.ts';
import { type PrivateRegistry, startPrivateRegistry } from '../support/private-registry.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

describeScenario('a private registry', { needs: ['servers'] }, () => {
  let scenario: Scenario;
  let registry: PrivateRegistry;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    registry = await startPrivateRegistry(scenario, {
      name: 'sealed',
      port: 5443,
      password: 'canary-registry-5d21',
    });
  });

  // one test, because each step changes the same request
  test('is read with the CA and the Secret of the namespace of the request', async () => {
    const { claim, giveAuthority, giveCredentials } = registry;
    await scenario.apply(claim);
    const unknown = await scenario.waitForMessage(claim, /^(Refused|Trying again): .*confidential/);
    expect(unknown.status).toMatchObject({ failure: { reason: 'RegistryUnavailable' } });
    await giveAuthority();
    const refused = await scenario.runAgain(claim);
    expect(refused.status).toMatchObject({ failure: { reason: 'RegistryRefused' } });
    expect(JSON.stringify(refused.status)).toContain('infraforge-registry');
    const head = await scenario.repository.head();
    await giveCredentials();
    const { status } = await scenario.runAgain(claim);
    expect(status).toMatchObject({ message: '1 application delivered to sealed-dev', failure: null });
    const commit = await scenario.waitForCommit(claim, head);
    await waitForSync(scenario, { name: 'sealed-sealed-dev', commit });
    expect(await scenario.api.find('/api/v1/namespaces/sealed-dev/configmaps/sealed')).toBeDefined();
  });
});
