import { expect } from 'vitest';
import { waitForSync } from '../support/application.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const claim = applicationClaim('unlimited', {
  environment: 'e2e-qa',
  applications: [
    greeter('unlimited', {
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
      values: { resources: { limits: { cpu: null } } },
    }),
  ],
});
const path = 'environments/e2e/e2e-qa/applications/unlimited/values.yaml';

interface Limited {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly [{ readonly resources: { readonly limits: object } }] };
    };
  };
}

describeScenario('a null in the values of a request', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
  });

  test('is dropped by client-side apply: the request is delivered without it, with a warning', async () => {
    const { request } = await scenario.deliver(claim, /^1 application delivered to e2e-qa$/);
    expect(request.status).toMatchObject({
      failure: null,
      warnings: [
        expect.stringMatching(/^spec\.applications\[0\]\.values\.resources\.limits\.cpu: .*--server-side/),
      ],
    });
    expect(await scenario.repository.read(path)).toMatch(/cpu: 200m/);
  });

  test('is kept by server-side apply, and removes a default of the chart', async () => {
    const head = await scenario.repository.head();
    const args = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
    await scenario.platform.cluster.kubectl(args, JSON.stringify(claim));
    const commit = await scenario.waitForCommit(claim, head);
    const { status } = await scenario.waitForMessage(claim, /^1 application delivered to e2e-qa$/);
    expect(status).toMatchObject({ failure: null, warnings: [] });
    expect(await scenario.repository.read(path)).toMatch(/cpu: null/);
    await waitForSync(scenario, { name: 'unlimited-e2e-qa', commit });
    const { spec } = await scenario.api.get<Limited>('/apis/apps/v1/namespaces/e2e-qa/deployments/unlimited');
    expect(spec.template.spec.containers[0].resources.limits).toEqual({ memory: '64Mi' });
    await scenario.remove(claim);
  });
});
