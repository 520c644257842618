import { expect } from 'vitest';
import { withContainers } from '../../../../pipelines/cluster/deploy/promises.ts';
import type { KratixPromise, ResourceRequest } from '../../../../pipelines/stand-in/kratix/promise-object.ts';
import { pipelineImage } from '../../cluster/deploy.ts';
import { waitUntil } from '../../cluster/wait-until.ts';
import { newestImage, waitForKilledContainer } from '../../support/pipeline-pod.ts';
import { builtCluster } from '../../support/platform.ts';
import { applyPromise, readPromise } from '../../support/promises.ts';
import { platformApplicationClaim } from '../../support/requests.ts';
import type { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';

const claim = (storage: string): object =>
  platformApplicationClaim('data', {
    environment: 'e2e-qa',
    services: [{ name: 'ledger-db', type: 'postgresql', storage: { size: storage } }],
  });

/** Request that is delivered and never changed. */
const spare = platformApplicationClaim('spare', {
  environment: 'e2e-qa',
  services: [{ name: 'spare-db', type: 'postgresql' }],
});

const waiting = platformApplicationClaim('waiting', {
  environment: 'staging',
  services: [{ name: 'waiting-db', type: 'postgresql' }],
});

describeScenario('a Promise that changes', { needs: ['node', 'faults'] }, () => {
  let scenario: Scenario;
  let promise: KratixPromise;
  /** Commit after which only a change of the request may make another one. */
  let head: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    promise = withContainers(readPromise('platform-application-claim'), { image: pipelineImage() });
    for (const each of [claim('10Gi'), spare])
      await scenario.deliver(each, /^1 service delivered to e2e-qa$/);
    head = await scenario.repository.head();
    await scenario.apply(waiting);
    await scenario.waitForMessage(waiting, /^Refused/);
  });
  test.afterAll(async () => {
    if (scenario !== undefined) await applyPromise(scenario.platform.cluster, promise);
  });

  test('runs every request that is not suspended again for a new image, without a commit', async () => {
    const image = `${pipelineImage()}-b`;
    await builtCluster().runtime.tagImage(pipelineImage(), image);
    const before = progressOf(await scenario.waitForMessage(waiting, /^Refused/));
    await scenario.waitForRun(spare, () =>
      scenario.waitForRun(claim('10Gi'), () =>
        applyPromise(scenario.platform.cluster, withContainers(promise, { image })),
      ),
    );
    for (const request of [claim('10Gi'), spare]) {
      await waitUntil({
        what: 'its newest pod runs the new image',
        within: 60,
        probe: async () => (await newestImage(scenario, request)) === image || undefined,
      });
      // a run ends before its commit exists, so the next test checks this again after a later run
      expect(await scenario.listCommits(request, head)).toEqual([]);
    }
    expect(progressOf(await scenario.waitForMessage(waiting, /^Refused/))).toEqual(before);
    const again = progressOf(await scenario.runAgain(waiting));
    // only retries increase the number of attempts
    expect(again).toMatchObject({ phase: 'Suspended', attempts: 1 });
    expect(again).not.toEqual(before);
  });

  test('fails runs without enough memory and writes no partial output, until it is reverted', async () => {
    // a run fits in 16 Mi
    const resources = { requests: { cpu: '50m', memory: '8Mi' }, limits: { cpu: '1', memory: '12Mi' } };
    const [failed] = await Promise.all([
      scenario.waitForRun(claim('11Gi'), async () => {
        await applyPromise(scenario.platform.cluster, withContainers(promise, { resources }));
        await scenario.apply(claim('11Gi'));
      }),
      waitForKilledContainer(scenario, claim('11Gi')),
    ]);
    expect(failed.status?.['conditions']).toContainEqual(
      expect.objectContaining({ type: 'ConfigureWorkflowCompleted', reason: 'ConfigureWorkflowFailed' }),
    );
    expect(await scenario.listCommits(claim('11Gi'), head)).toEqual([]);
    await applyPromise(scenario.platform.cluster, promise);
    await scenario.waitForCommit(claim('11Gi'), head);
    expect(
      await scenario.repository.read('environments/e2e/e2e-qa/platform/ledger-db/values.yaml'),
    ).toContain('11Gi');
    expect(await scenario.listCommits(claim('11Gi'), head)).toHaveLength(1);
    expect(await scenario.listCommits(spare, head)).toEqual([]);
  });
});

interface Waiting {
  readonly kratix: { readonly workflows: { readonly pipelines: readonly [object] } };
}

/** Returns the phase of a waiting pipeline and the time of its retry. */
function progressOf({ status }: ResourceRequest): object {
  return (status as unknown as Waiting).kratix.workflows.pipelines[0];
}
