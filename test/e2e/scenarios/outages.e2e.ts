import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { synced } from '../support/application.ts';
import { pushForeignChart } from '../support/foreign-chart.ts';
import { cutOffRegistry, restoreRegistry } from '../support/registry.ts';
import { applicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const claim = applicationClaim('patient', {
  environment: 'qa',
  applications: [
    {
      name: 'patient',
      chart: { name: 'foreign', version: '0.1.0' },
      image: { repository: 'test.local/greeter', tag: '1' },
      values: { greeting: 'patience' },
    },
  ],
});

describe.skipIf(skipReason)('while the registry is down', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    await pushForeignChart(scenario.platform.cluster, 'foreign');
    await cutOffRegistry(scenario.api);
  });
  afterAll(async () => {
    await scenario?.remove(claim);
  });

  it('a request says so, changes nothing, and is delivered by itself once the registry is back', async () => {
    const head = await scenario.repository.head();
    try {
      await scenario.apply(claim);
      const { status } = await scenario.says(claim, /foreign/);
      expect(status).toMatchObject({ failure: { reason: 'RegistryUnavailable' } });
      expect(await scenario.commitsOf(claim, head)).toEqual([]);
    } finally {
      await restoreRegistry(scenario.api);
    }
    const commit = await scenario.committed(claim, head, 150);
    const { status: delivered } = await scenario.says(claim, /^1 application delivered to qa$/);
    expect(delivered).toMatchObject({ failure: null });
    await synced(scenario, { name: 'patient-qa', commit });
    const settings = await waitUntil({
      what: 'the object of the chart is there',
      within: 30,
      probe: () => scenario.api.find<{ data: object }>('/api/v1/namespaces/qa/configmaps/patient'),
    });
    expect(settings.data).toEqual({ greeting: 'patience' });
  });
});
