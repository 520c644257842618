import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { synced } from '../support/application.ts';
import { Scenario } from '../support/scenario.ts';
import { hasty, type Waiting, waiting, waitingRequests } from '../support/waiting-requests.ts';

/** Seconds in which a request that was refused for something else's sake looks again, and is delivered. */
const followsWithin = 400;

// The last but one file of a run (support/in-order.ts): cure-elsewhere.e2e.ts began, and brought the cures.
describe.skipIf(skipReason)('a request that was refused', () => {
  let scenario: Scenario;
  let begun: Waiting;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    begun = await waiting(scenario);
  });

  it.each(waitingRequests)(
    'is delivered by itself once its cure came, and Argo CD takes it up: $what',
    async ({ request, delivered, application }) => {
      const commit = await scenario.committed(request, begun.head, followsWithin);
      const { status } = await scenario.says(request, delivered);
      expect(status).toMatchObject({ failure: null });
      expect(await scenario.commitsOf(request, begun.head)).toHaveLength(1);
      if (application !== undefined) await synced(scenario, { name: application, commit });
    },
    (followsWithin + 200) * 1000,
  );

  it('is in the cluster once its registry is back', async () => {
    const { data } = await scenario.api.get<{ data: object }>('/api/v1/namespaces/qa/configmaps/patient');
    expect(data).toEqual({ greeting: 'patience' });
  });

  it(
    'is delivered too where it was mended while the run that refused it was going on',
    async () => {
      await scenario.committed(hasty(), begun.head, followsWithin);
      const { status } = await scenario.says(hasty(), /^1 application delivered to dev$/);
      expect(status).toMatchObject({ failure: null });
    },
    (followsWithin + 200) * 1000,
  );
});
