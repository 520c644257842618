import { expect } from 'vitest';
import { type PrivateRegistry, startPrivateRegistry } from '../../support/private-registry.ts';
import { applicationClaim, greeter } from '../../support/requests.ts';
import type { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';
import { collectTraces, type Trace } from '../../support/traces.ts';

const literal = 'canary-request-9c04';
const leaky = applicationClaim('leaky', {
  environment: 'e2e-dev',
  applications: [greeter('leaky', { env: [{ name: 'DB_PASSWORD', value: literal }] })],
});

const registryPassword = 'canary-registry-5d22';

describeScenario('a secret of the run', { needs: ['node', 'servers'] }, () => {
  let scenario: Scenario;
  let registry: PrivateRegistry;
  let traces: readonly Trace[];
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await scenario.apply(leaky);
    await scenario.waitForMessage(leaky, /^Refused: .*DB_PASSWORD/);
    registry = await startPrivateRegistry(scenario, {
      name: 'canary',
      port: 5444,
      password: registryPassword,
    });
    await registry.giveAuthority();
    await registry.giveCredentials();
    await scenario.deliver(registry.claim, /^1 application delivered to canary-dev$/);
    traces = await collectTraces(scenario);
  });

  /** The first container of Kratix itself logs the request that it reads. */
  function isKratixReader(where: string): boolean {
    return scenario.platform.hasKratix && /\/reader\/\d+\.log$/.test(where);
  }

  test('would be found: the traces contain known text', () => {
    for (const known of ['Update from: bootstrap-claim', '"kind":"Event"', 'list requests', 'leaky'])
      expect(traces.some(({ text }) => text.includes(known))).toBe(true);
  });

  test('would be found: the traces contain the log of a run with the credentials of the registry', () => {
    const logs = traces.filter(({ where }) => where.includes(`/pods/${registry.namespace}_`));
    expect(logs.some(({ text }) => text.includes('resolve chart confidential'))).toBe(true);
  });

  test.for([
    { what: 'the password of Git', canary: (): string => scenario.platform.git.password },
    { what: 'the password of the private registry', canary: (): string => registryPassword },
    { what: 'a credential that a request wrongly contains', canary: (): string => literal },
  ])('appears in no file, object, event or log: $what', ({ canary }) => {
    const forms = encodings(canary());
    const found = traces.filter(
      ({ where, text }) => !isKratixReader(where) && forms.some((form) => text.includes(form)),
    );
    expect(found.map(({ where }) => where)).toEqual([]);
  });
});

/** Returns a secret as it is, and in base64 at each of the three alignments. */
function encodings(secret: string): string[] {
  const encoded = [0, 1, 2].map((shift) => {
    const text = Buffer.from(`${'-'.repeat(shift)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    // the first and the last characters depend on their neighbours
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [secret, ...encoded];
}
