import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withContainers } from '../../../pipelines/cluster/deploy/promises.ts';
import type { KratixPromise, ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { pipelineImage } from '../support/deploy.ts';
import { killedContainer, newestImage } from '../support/pipeline-pod.ts';
import { applyPromise, readPromise } from '../support/promises.ts';
import { platformApplicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const claim = (storage: string): object =>
  platformApplicationClaim('data', {
    environment: 'qa',
    services: [{ name: 'ledger-db', type: 'postgresql', storage: { size: storage } }],
  });

/** Another one that is delivered, and that nobody changes. */
const spare = platformApplicationClaim('spare', {
  environment: 'qa',
  services: [{ name: 'spare-db', type: 'postgresql' }],
});

const waiting = platformApplicationClaim('waiting', {
  environment: 'staging',
  services: [{ name: 'waiting-db', type: 'postgresql' }],
});

describe.skipIf(skipReason)('a Promise that changes', () => {
  let scenario: Scenario;
  let promise: KratixPromise;
  /** Commit after which nothing but a change of the request is to be committed. */
  let head: string;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    promise = withContainers(readPromise('platform-application-claim'), { image: pipelineImage() });
    for (const each of [claim('10Gi'), spare]) await scenario.deliver(each, /^1 service delivered to qa$/);
    head = await scenario.repository.head();
    await scenario.apply(waiting);
    await scenario.says(waiting, /^Refused/);
  });
  afterAll(async () => {
    if (scenario !== undefined) await applyPromise(scenario.platform.cluster, promise);
  });

  it('by its image runs every request again that does not wait, and the same output is no commit', async () => {
    const image = `${pipelineImage()}-b`;
    await scenario.platform.cluster.runtime.tagImage(pipelineImage(), image);
    const before = progressOf(await scenario.says(waiting, /^Refused/));
    await scenario.ranAgain(spare, () =>
      scenario.ranAgain(claim('10Gi'), () =>
        applyPromise(scenario.platform.cluster, withContainers(promise, { image })),
      ),
    );
    for (const request of [claim('10Gi'), spare]) {
      await waitUntil({
        what: 'its newest pod runs the new image',
        within: 60,
        probe: async () => (await newestImage(scenario, request)) === image || undefined,
      });
      // a run is over before its commit is there: the next test looks again after a later one
      expect(await scenario.commitsOf(request, head)).toEqual([]);
    }
    expect(progressOf(await scenario.says(waiting, /^Refused/))).toEqual(before);
    const again = progressOf(await scenario.runAgain(waiting));
    // attempts are counted anew by every run that is no retry
    expect(again).toMatchObject({ phase: 'Suspended', attempts: 1 });
    expect(again).not.toEqual(before);
  });

  it('to too little memory fails runs without half an output, and changed back mends them', async () => {
    const resources = { requests: { cpu: '50m', memory: '16Mi' }, limits: { cpu: '1', memory: '20Mi' } };
    const [failed] = await Promise.all([
      scenario.ranAgain(claim('11Gi'), async () => {
        await applyPromise(scenario.platform.cluster, withContainers(promise, { resources }));
        await scenario.apply(claim('11Gi'));
      }),
      killedContainer(scenario, claim('11Gi')),
    ]);
    expect(failed.status?.['conditions']).toContainEqual(
      expect.objectContaining({ type: 'ConfigureWorkflowCompleted', reason: 'ConfigureWorkflowFailed' }),
    );
    expect(await scenario.commitsOf(claim('11Gi'), head)).toEqual([]);
    await applyPromise(scenario.platform.cluster, promise);
    await scenario.committed(claim('11Gi'), head);
    expect(
      await scenario.repository.read('environments/nonprod/qa/platform/ledger-db/values.yaml'),
    ).toContain('11Gi');
    expect(await scenario.commitsOf(claim('11Gi'), head)).toHaveLength(1);
    expect(await scenario.commitsOf(spare, head)).toEqual([]);
  });
});

interface Waiting {
  readonly kratix: { readonly workflows: { readonly pipelines: readonly [object] } };
}

/** How far the pipeline of a request that waits is, and when it is tried again. */
function progressOf({ status }: ResourceRequest): object {
  return (status as unknown as Waiting).kratix.workflows.pipelines[0];
}
