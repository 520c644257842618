import { expect } from 'vitest';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { step } from '../../cluster/step.ts';
import { waitForSync } from '../../support/application.ts';
import { emptyPromise, emptyRequest } from '../../support/empty-promise.ts';
import { applyPromise, deployedImage } from '../../support/promises.ts';
import { applicationClaim, greeter } from '../../support/requests.ts';
import type { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';

const amount = 20;

const ours = (name: string): object =>
  // without pods: the measurement ends at the commit
  applicationClaim(name, { environment: 'e2e-dev', applications: [greeter(name, { replicas: 0 })] });

describeScenario('twenty requests at once', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const { cluster } = scenario.platform;
    await applyPromise(cluster, emptyPromise(await deployedImage(cluster)));
    await cluster.kubectl(['wait', '--for=condition=Available', '--timeout=60s', 'promise', 'empty']);
  });

  const list = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });

  async function allCommitted(requests: readonly object[], since: string): Promise<readonly string[]> {
    const commits: string[] = [];
    for (const request of requests) commits.push(await scenario.waitForCommit(request, since, 400));
    return commits;
  }

  const many = (prefix: string, request: (name: string) => object): readonly object[] =>
    Array.from({ length: amount }, (_, index) => request(`${prefix}-${index}`));

  /** Applies requests, and waits until each is in Git by a commit of its own. @returns the commits */
  async function commitAll(what: string, requests: readonly object[]): Promise<readonly string[]> {
    const head = await scenario.repository.head();
    const commits = await step(`${what}, from apply to the last commit`, async () => {
      await scenario.apply(list(requests));
      return allCommitted(requests, head);
    });
    for (const each of requests) expect(await scenario.listCommits(each, head)).toHaveLength(1);
    return commits;
  }

  test('of an empty pipeline are one commit each, as a baseline', async () => {
    await commitAll('an empty pipeline: one', [emptyRequest('empty-one')]);
    await commitAll('an empty pipeline: twenty', many('empty', emptyRequest));
  });

  test('are one commit each, and so is their removal', async () => {
    const crowd = many('crowd', ours);
    await commitAll('ApplicationClaims: one', [ours('crowd-one')]);
    const commits = await commitAll('ApplicationClaims: twenty', crowd);
    // an Application that is removed during its first sync stays, and keeps its root out of sync
    await step('ApplicationClaims: twenty, from the last commit to synced', async () => {
      for (const [index, commit] of commits.entries())
        await waitForSync(scenario, { name: `crowd-${index}-e2e-dev`, commit });
    });
    const head = await scenario.repository.head();
    await step('ApplicationClaims: twenty, from delete to the last commit', async () => {
      await scenario.remove(list(crowd));
      await allCommitted(crowd, head);
    });
    const names = new Set(crowd.map((each) => (each as KubernetesObject).metadata.name));
    const files = await scenario.repository.files();
    expect(files.filter((path) => path.split('/').some((part) => names.has(part)))).toEqual([]);
  });
});
