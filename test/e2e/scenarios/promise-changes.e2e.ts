import { expect } from 'vitest';
import { withContainers } from '../../../pipelines/cluster/deploy/promises.ts';
import type { KratixPromise, ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { pipelineImage } from '../cluster/deploy.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { newestImage, waitForKilledContainer } from '../support/pipeline-pod.ts';
import { builtCluster } from '../support/platform.ts';
import { applyPromise, readPromise } from '../support/promises.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

/** Returns a request of the Promise, which no other scenario uses: its change runs all requests again. */
const database = (name: string, { environment = 'e2e-qa', size = '10Gi' } = {}): object => ({
  apiVersion: 'platform.infraforge.io/v1',
  kind: 'PostgreSQL',
  metadata: { name, namespace: 'default' },
  spec: { environment, storage: { size } },
});

const ledger = database('ledger-db');
const grown = database('ledger-db', { size: '11Gi' });

/** Request that is delivered and never changed. */
const spare = database('spare-db');

const waiting = database('waiting-db', { environment: 'staging' });

describeScenario('a Promise that changes', { needs: ['node', 'faults'] }, () => {
  let scenario: Scenario;
  let promise: KratixPromise;
  /** Commit after which only a change of the request may make another one. */
  let head: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    promise = withContainers(readPromise('postgresql'), { image: pipelineImage() });
    for (const each of [ledger, spare]) await scenario.deliver(each, /^1 service delivered to e2e-qa$/);
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
      scenario.waitForRun(ledger, () =>
        applyPromise(scenario.platform.cluster, withContainers(promise, { image })),
      ),
    );
    for (const request of [ledger, spare]) {
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
      scenario.waitForRun(grown, async () => {
        await applyPromise(scenario.platform.cluster, withContainers(promise, { resources }));
        await scenario.apply(grown);
      }),
      waitForKilledContainer(scenario, grown),
    ]);
    expect(failed.status?.['conditions']).toContainEqual(
      expect.objectContaining({ type: 'ConfigureWorkflowCompleted', reason: 'ConfigureWorkflowFailed' }),
    );
    expect(await scenario.listCommits(grown, head)).toEqual([]);
    await applyPromise(scenario.platform.cluster, promise);
    await scenario.waitForCommit(grown, head);
    expect(
      await scenario.repository.read('environments/e2e/e2e-qa/platform/ledger-db/values.yaml'),
    ).toContain('11Gi');
    expect(await scenario.listCommits(grown, head)).toHaveLength(1);
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
