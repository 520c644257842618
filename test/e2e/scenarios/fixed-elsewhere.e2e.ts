import { expect } from 'vitest';
import { workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import { waitForSync } from '../support/application.ts';
import { fastForward } from '../support/fast-forward.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import {
  fixedDuringRun,
  startWaitingRequests,
  type Waiting,
  waitingRequests,
} from '../support/waiting-requests.ts';

/** Seconds until a refused request has been retried and delivered. Kratix itself waits for five minutes. */
const retriedWithin = 400;

const testLimit = 2_000_000;
const indexed = waitingRequests.map((each, index) => ({ ...each, index }));

describeScenario('a request that another object fixes', { needs: ['servers', 'faults'] }, () => {
  let scenario: Scenario;
  let begun: Waiting;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    begun = await startWaitingRequests(scenario);
    for (const { request } of waitingRequests) await fastForward(scenario, request);
    await fastForward(scenario, fixedDuringRun());
  });

  test.for(indexed)('reports what it waits for, and when it is retried: $what', ({ reason, index }) => {
    const { status, metadata } = begun.refused[index]!;
    expect(status).toMatchObject({
      failure: { reason },
      kratix: { workflows: { pipelines: [{ attempts: 1, nextRetryAt: expect.any(String) }] } },
    });
    expect(metadata.labels).toMatchObject({ [workflowSuspendedLabel]: 'true' });
  });

  test.for(indexed)(
    'is delivered by a retry once the fix came, and Argo CD syncs it: $what',
    { timeout: testLimit },
    async ({ request, delivered, application }) => {
      const commit = await scenario.waitForCommit(request, begun.head, retriedWithin);
      const { status } = await scenario.waitForMessage(request, delivered);
      expect(status).toMatchObject({ failure: null });
      // a commit of the refused run would be a second one
      expect(await scenario.listCommits(request, begun.head)).toHaveLength(1);
      if (application !== undefined) await waitForSync(scenario, { name: application, commit });
    },
  );

  test('is in the cluster once its registry is back', async () => {
    const { data } = await scenario.api.get<{ data: object }>(
      '/api/v1/namespaces/cure-qa/configmaps/patient',
    );
    expect(data).toEqual({ greeting: 'patience' });
  });

  test(
    'is delivered too if it was fixed while the run that refused it went on',
    async () => {
      await scenario.waitForCommit(fixedDuringRun(), begun.head, retriedWithin);
      const { status } = await scenario.waitForMessage(
        fixedDuringRun(),
        /^1 application delivered to cure-dev$/,
      );
      expect(status).toMatchObject({ failure: null });
    },
    testLimit,
  );
});
