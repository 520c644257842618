import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { synced } from '../support/application.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const claim = applicationClaim('unlimited', {
  environment: 'qa',
  applications: [greeter('unlimited', { values: { resources: { limits: { cpu: null } } } })],
});
const path = 'environments/nonprod/qa/applications/unlimited/values.yaml';

interface Limited {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly [{ readonly resources: { readonly limits: object } }] };
    };
  };
}

describe.skipIf(skipReason)('a null in the values of a request', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
  });

  it('is dropped by client-side apply: the request is delivered without it, and warns', async () => {
    const { request } = await scenario.deliver(claim, /^1 application delivered to qa$/);
    expect(request.status).toMatchObject({
      failure: null,
      warnings: [
        expect.stringMatching(/^spec\.applications\[0\]\.values\.resources\.limits\.cpu: .*--server-side/),
      ],
    });
    expect(await scenario.repository.read(path)).toMatch(/cpu: 200m/);
  });

  it('reaches the chart by server-side apply, and takes its default away', async () => {
    const head = await scenario.repository.head();
    const args = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
    await scenario.platform.cluster.kubectl(args, JSON.stringify(claim));
    const commit = await scenario.committed(claim, head);
    const { status } = await scenario.says(claim, /^1 application delivered to qa$/);
    expect(status).toMatchObject({ failure: null, warnings: [] });
    expect(await scenario.repository.read(path)).toMatch(/cpu: null/);
    await synced(scenario, { name: 'unlimited-qa', commit });
    const { spec } = await scenario.api.get<Limited>('/apis/apps/v1/namespaces/qa/deployments/unlimited');
    expect(spec.template.spec.containers[0].resources.limits).toEqual({ memory: '64Mi' });
    await scenario.remove(claim);
  });
});
