import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { showStep, step } from '../cluster/step.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { type ArgocdWork, readArgocdWork, workBetween } from './argocd-work.ts';

/** Numbers of Applications below the root, tens in ascending order: `10,100,300`. */
const sizes = (process.env['E2E_APPLICATIONS'] ?? '').split(',').map(Number);
const values = process.env['E2E_VALUES'] === 'file' ? 'file' : 'inline';

const environment = 'many-dev';
const perRequest = 10;
const changes = 5;
/** Seconds of a measurement: Argo CD compares every Application once in it. */
const period = 30;

/** Returns a request for ten Applications. @param greeting variable of the first one */
const request = (index: number, greeting = 'hello'): object =>
  applicationClaim(`many-${index}`, {
    environment,
    applications: Array.from({ length: perRequest }, (_, position) =>
      // without pods: the measurement ends at the Deployment
      greeter(`many-${index}-${position}`, {
        replicas: 0,
        env: [{ name: 'GREETING', value: position === 0 ? greeting : 'hello' }],
      }),
    ),
  });

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly [{ readonly env: readonly { readonly value?: string }[] }];
      };
    };
  };
}

describeScenario('one change among many Applications', { needs: ['node'] }, () => {
  let scenario: Scenario;
  let delivered = 0;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'many', environments: [environment], values });
  });

  async function deliverUpTo(amount: number): Promise<void> {
    const indices = Array.from(
      { length: (amount - delivered) / perRequest },
      (_, index) => delivered / perRequest + index,
    );
    const head = await scenario.repository.head();
    await scenario.apply({ apiVersion: 'v1', kind: 'List', items: indices.map((index) => request(index)) });
    for (const index of indices) {
      const commit = await scenario.waitForCommit(request(index), head, 400);
      await waitForSync(scenario, { name: `many-${index}-${perRequest - 1}-${environment}`, commit });
    }
    delivered = amount;
  }

  async function waitForGreeting(greeting: string): Promise<void> {
    await waitUntil({
      what: `the Deployment says ${greeting}`,
      within: 60,
      every: 200,
      probe: async () => {
        const { spec } = await scenario.api.get<Deployment>(
          `/apis/apps/v1/namespaces/${environment}/deployments/many-0-0`,
        );
        const [{ env }] = spec.template.spec.containers;
        return env.some(({ value }) => value === greeting) ? true : undefined;
      },
    });
  }

  const workDuring = async (work: () => Promise<void>): Promise<ArgocdWork> => {
    const before = readArgocdWork();
    const end = wait(period * 1000);
    await work();
    await end;
    return workBetween(before, readArgocdWork());
  };

  test.for(sizes)(
    'renders one chart among %d Applications, and prints what else it costs',
    { timeout: 3_600_000 },
    async (amount) => {
      await step(`${amount} Applications are delivered`, () => deliverUpTo(amount));
      await wait(period * 1000);
      const idle = await workDuring(async () => undefined);
      for (let change = 0; change < changes; change += 1) {
        const greeting = `hello-${amount}-${change}`;
        let seconds = 0;
        const busy = await workDuring(async () => {
          await scenario.deliver(request(0, greeting), /^10 applications delivered to many-dev$/);
          const start = performance.now();
          await waitForGreeting(greeting);
          seconds = (performance.now() - start) / 1000;
        });
        const above = workBetween(idle, busy);
        showStep(
          seconds,
          `from commit to Deployment among ${amount}: ${above.charts} charts; above idle, controller ` +
            `${above.controller.toFixed(2)} s, repo server ${above.repoServer.toFixed(2)} s of processor time`,
        );
        expect(busy.charts).toBeGreaterThan(0);
      }
    },
  );
});
