import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { pushForeignChart } from '../support/foreign-chart.ts';
import { type FrontRegistry, frontEnvironment, frontRegistry } from '../support/front-registry.ts';
import { killedContainer, runningContainer } from '../support/pipeline-pod.ts';
import { applicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const application = (name: string, greeting: string): object => ({
  name,
  chart: { name: 'interrupted', version: '0.1.0' },
  values: { greeting },
});

const claim = (greeting: string): object =>
  applicationClaim('interrupted', {
    environment: frontEnvironment,
    applications: [application('one', greeting), application('two', greeting)],
  });

describe.skipIf(skipReason)('a pipeline whose container is killed in the middle', () => {
  let scenario: Scenario;
  let registry: FrontRegistry;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    await pushForeignChart(scenario.platform.cluster, 'interrupted');
    registry = await frontRegistry(scenario);
    await scenario.deliver(claim('before'), /^2 applications delivered to front$/);
  });
  afterAll(() => registry?.recover());

  it('leaves no half of an output, and its next run mends it', async () => {
    const { cluster } = scenario.platform;
    const head = await scenario.repository.head();
    const held = registry.stall();
    await scenario.apply(claim('after'));
    await held;
    const id = await runningContainer(scenario, claim('after'));
    await cluster.runtime.ctr(['--namespace', 'k8s.io', 'tasks', 'kill', '--signal', 'SIGKILL', id]);
    await killedContainer(scenario, claim('after'));
    expect(await scenario.commitsOf(claim('after'), head)).toEqual([]);
    registry.recover();
    const commit = await scenario.committed(claim('after'), head);
    expect(await scenario.commitsOf(claim('after'), head)).toHaveLength(1);
    expect(await scenario.repository.changedBy(commit)).toEqual([
      'environments/fronted/front/applications/one/values.yaml',
      'environments/fronted/front/applications/two/values.yaml',
    ]);
    const { status } = await scenario.says(claim('after'), /^2 applications delivered to front$/);
    expect(status).toMatchObject({ failure: null });
  });
});
