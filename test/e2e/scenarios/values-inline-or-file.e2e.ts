import { expect } from 'vitest';
import { applications, waitForSync } from '../support/application.ts';
import { clusterTypeClaim } from '../support/cluster-type.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'placed-dev';
// Argo CD substitutes such names in parameters and paths of values files
const env = [{ name: 'LITERAL', value: '$ARGOCD_APP_NAME $values' }];
const claim = (values: string): object =>
  applicationClaim('placed', {
    environment,
    // a change of the Deployment, because Argo CD does not sync an Application that is in sync
    applications: [greeter('placed', { env: [...env, { name: 'VALUES', value: values }] })],
  });

interface Deployment {
  readonly metadata: { readonly uid: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly env: object[] }] } };
  };
}

describeScenario('values in Applications or in files', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
  });

  const declare = async (values: 'inline' | 'file'): Promise<void> => {
    const type = await clusterTypeClaim(scenario, { name: 'placed', environments: [environment], values });
    await scenario.waitForRun(type, () => scenario.apply(type));
    await scenario.waitForMessage(type, /^Cluster type placed declared with placed-dev$/);
  };

  async function readDeployment(): Promise<Deployment> {
    const found = await scenario.api.get<Deployment>(
      `/apis/apps/v1/namespaces/${environment}/deployments/placed`,
    );
    expect(found.spec.template.spec.containers[0].env).toContainEqual(env[0]);
    return found;
  }

  test('can change: the objects stay, and no text of a request is substituted', async () => {
    const uids = new Set<string>();
    for (const values of ['file', 'inline', 'file'] as const) {
      await declare(values);
      const { commit } = await scenario.deliver(claim(values), /^1 application delivered to placed-dev$/);
      await waitForSync(scenario, { name: 'placed-placed-dev', commit });
      const { spec } = await scenario.api.get<{ spec: object }>(`${applications}/placed-placed-dev`);
      expect(Object.hasOwn(spec, 'source')).toBe(values === 'inline');
      expect(Object.hasOwn(spec, 'sources')).toBe(values === 'file');
      uids.add((await readDeployment()).metadata.uid);
    }
    expect(uids.size).toBe(1);
  });
});
