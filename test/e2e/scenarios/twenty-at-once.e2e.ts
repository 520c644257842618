import { beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { skipReason } from '../cluster/place.ts';
import { step } from '../cluster/step.ts';
import { pipelineImage } from '../support/deploy.ts';
import { emptyPromise, emptyRequest } from '../support/empty-promise.ts';
import { applyPromise } from '../support/promises.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const amount = 20;

const ours = (name: string): object =>
  // no pods: what is measured is the way into Git
  applicationClaim(name, { environment: 'dev', applications: [greeter(name, { replicas: 0 })] });

const kinds = [
  { what: 'an empty pipeline', request: emptyRequest, prefix: 'empty' },
  { what: 'ApplicationClaims', request: ours, prefix: 'crowd' },
] as const;

describe.skipIf(skipReason)('twenty requests at once', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    const { cluster } = scenario.platform;
    await applyPromise(cluster, emptyPromise(pipelineImage()));
    await cluster.kubectl(['wait', '--for=condition=Available', '--timeout=60s', 'promise', 'empty']);
  });

  const list = (items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });

  async function allCommitted(requests: readonly object[], since: string): Promise<void> {
    for (const request of requests) await scenario.committed(request, since, 240);
  }

  it.each(kinds)(
    'are in Git one commit each, and so is their end: $what',
    async ({ what, request, prefix }) => {
      const one = request(`${prefix}-one`);
      const many = Array.from({ length: amount }, (_, index) => request(`${prefix}-${index}`));
      for (const [requests, how] of [
        [[one], 'one'],
        [many, 'twenty'],
      ] as const) {
        const head = await scenario.repository.head();
        await step(`${what}: ${how}, from apply to the last commit`, async () => {
          await scenario.apply(list(requests));
          await allCommitted(requests, head);
        });
        for (const each of requests) expect(await scenario.commitsOf(each, head)).toHaveLength(1);
      }
      const head = await scenario.repository.head();
      await step(`${what}: twenty, from delete to the last commit`, async () => {
        await scenario.remove(list(many));
        await allCommitted(many, head);
      });
      await scenario.remove(one);
      const names = new Set(many.map((each) => (each as KubernetesObject).metadata.name));
      const left = (await scenario.repository.files()).filter((path) =>
        path.split('/').some((part) => names.has(part)),
      );
      expect(left).toEqual([]);
    },
    600_000,
  );
});
