import { beforeAll, describe, expect, it } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { skipReason } from '../cluster/place.ts';
import { privateRegistry, sealedClaim, sealedNamespace } from '../support/private-registry.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { requestPath, Scenario } from '../support/scenario.ts';
import { type Trace, tracesOf } from '../support/traces.ts';

const literal = 'canary-request-9c04';
const leaky = applicationClaim('leaky', {
  environment: 'dev',
  applications: [greeter('leaky', { env: [{ name: 'DB_PASSWORD', value: literal }] })],
});

const notRun = 'private-registry.e2e.ts did not run before this file';

// The last file of a run (support/in-order.ts), so that it looks at everything that the others have left.
describe.skipIf(skipReason)('a secret that the run was given', () => {
  let scenario: Scenario;
  let traces: readonly Trace[];
  /** The request that reads the private registry, as a run has just left it; none where its file did not run. */
  let sealed: ResourceRequest | undefined;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    await scenario.apply(leaky);
    await scenario.says(leaky, /^Refused: .*DB_PASSWORD/);
    // the logs of its first runs may have gone with their pods
    if (await scenario.api.find(requestPath(sealedClaim as ResourceRequest)))
      sealed = await scenario.runAgain(sealedClaim);
    traces = await tracesOf(scenario);
  });

  /** Kratix's own first container logs the request that it reads; what is in a request it has from the object. */
  function isKratixReader(where: string): boolean {
    return scenario.platform.kratix.isReal && /\/reader\/\d+\.log$/.test(where);
  }

  it('would be found: what is looked through holds what is no secret', () => {
    for (const known of ['Update from: bootstrap-claim', '"kind":"Event"', 'list requests', 'leaky'])
      expect(traces.some(({ text }) => text.includes(known))).toBe(true);
  });

  it('would be found: the log of a run that had the credentials of the private registry', ({ skip }) => {
    skip(sealed === undefined, notRun);
    expect(sealed?.status).toMatchObject({ message: '1 application delivered to sealed', failure: null });
    const logs = traces.filter(({ where }) => where.includes(`/pods/${sealedNamespace}_`));
    expect(logs.some(({ text }) => text.includes('resolve chart confidential'))).toBe(true);
  });

  it.for([
    { what: 'the password of Git', canary: (): string => scenario.platform.git.password },
    {
      what: 'the password of the private registry',
      canary: (): string => privateRegistry.password,
      isGiven: (): boolean => sealed !== undefined,
    },
    { what: 'a credential that a request wrongly contains', canary: (): string => literal },
  ])('appears in no file, object, event or log: $what', ({ canary, isGiven }, { skip }) => {
    skip(isGiven?.() === false, notRun);
    const forms = formsOf(canary());
    const found = traces.filter(
      ({ where, text }) => !isKratixReader(where) && forms.some((form) => text.includes(form)),
    );
    expect(found.map(({ where }) => where)).toEqual([]);
  });
});

/** A secret as it stands, and as base64 shows it at whatever place of a text it is. */
function formsOf(secret: string): string[] {
  const encoded = [0, 1, 2].map((shift) => {
    const text = Buffer.from(`${'-'.repeat(shift)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    // the first and the last characters depend on what stands beside it
    return text.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [secret, ...encoded];
}
