import { beforeAll, describe, expect, it } from 'vitest';
import { workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import { skipReason } from '../cluster/place.ts';
import { Scenario } from '../support/scenario.ts';
import { type Waiting, waiting, waitingRequests } from '../support/waiting-requests.ts';

// The first file of a run (support/in-order.ts); cure-follows.e2e.ts looks at the same requests after all the others.
describe.skipIf(skipReason)('a request whose cure lies elsewhere', () => {
  let scenario: Scenario;
  let begun: Waiting;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    begun = await waiting(scenario);
    // the platform comes up, and six requests wait for one another
  }, 400_000);

  it.each(waitingRequests.map((each, index) => ({ ...each, index })))(
    'says what it waits for, and will look again by itself: $what',
    async ({ request, reason, index }) => {
      const { status, metadata } = begun.refused[index]!;
      expect(status).toMatchObject({
        failure: { reason },
        kratix: { workflows: { pipelines: [{ attempts: 1, nextRetryAt: expect.any(String) }] } },
      });
      expect(metadata.labels).toMatchObject({ [workflowSuspendedLabel]: 'true' });
      expect(await scenario.commitsOf(request, begun.head)).toEqual([]);
    },
  );
});
