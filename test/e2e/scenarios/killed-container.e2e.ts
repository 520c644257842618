import { expect } from 'vitest';
import { type FrontRegistry, frontRegistry } from '../support/front-registry.ts';
import { waitForKilledContainer, waitForRunningContainer } from '../support/pipeline-pod.ts';
import { builtCluster } from '../support/platform.ts';
import { applicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { pushThirdPartyChart } from '../support/third-party-chart.ts';

const application = (name: string, greeting: string): object => ({
  name,
  chart: { name: 'interrupted', version: '0.1.0' },
  values: { greeting },
});

const claim = (greeting: string): object =>
  applicationClaim('interrupted', {
    environment: 'killed-dev',
    applications: [application('one', greeting), application('two', greeting)],
  });

describeScenario('a pipeline whose container is killed during a run', { needs: ['node', 'servers'] }, () => {
  let scenario: Scenario;
  let registry: FrontRegistry;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await pushThirdPartyChart(scenario.platform.cluster, 'interrupted');
    registry = await frontRegistry(scenario, {
      name: 'killed',
      environments: ['killed-dev'],
      charts: ['interrupted'],
      port: 5001,
    });
    await scenario.deliver(claim('before'), /^2 applications delivered to killed-dev$/);
  });
  test.afterAll(() => registry?.recover());

  test('writes no partial output, and delivers in the next run', async () => {
    const { runtime } = builtCluster();
    const head = await scenario.repository.head();
    const held = registry.stall();
    await scenario.apply(claim('after'));
    await held;
    const id = await waitForRunningContainer(scenario, claim('after'));
    await runtime.ctr(['--namespace', 'k8s.io', 'tasks', 'kill', '--signal', 'SIGKILL', id]);
    await waitForKilledContainer(scenario, claim('after'));
    expect(await scenario.listCommits(claim('after'), head)).toEqual([]);
    registry.recover();
    const commit = await scenario.waitForCommit(claim('after'), head);
    expect(await scenario.listCommits(claim('after'), head)).toHaveLength(1);
    const files = ['one', 'two'].flatMap((name) => {
      const folder = `environments/killed/killed-dev/applications/${name}`;
      return [`${folder}/application.yaml`, `${folder}/values.yaml`];
    });
    expect(await scenario.repository.changedBy(commit)).toEqual(files);
    const { status } = await scenario.waitForMessage(
      claim('after'),
      /^2 applications delivered to killed-dev$/,
    );
    expect(status).toMatchObject({ failure: null });
  });
});
