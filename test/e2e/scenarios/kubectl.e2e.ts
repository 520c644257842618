import { expect } from 'vitest';
import { waitForPruning, waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const refused = [
  {
    what: 'an unknown field',
    object: applicationClaim('typing', {
      environment: 'shown-dev',
      applications: [greeter('typing', { replica: 2 })],
    }),
    message: /unknown field "spec\.applications\[0\]\.replica"/,
  },
  {
    what: 'a number out of bounds',
    object: applicationClaim('typing', {
      environment: 'shown-dev',
      applications: [greeter('typing', { replicas: 500 })],
    }),
    message: /spec\.applications\[0\]\.replicas: Invalid value: 500/,
  },
  {
    what: 'an invalid name',
    object: applicationClaim('typing', { environment: 'shown-dev', applications: [greeter('Typing')] }),
    message: /spec\.applications\[0\]\.name: Invalid value: "Typing"/,
  },
  {
    what: 'a duplicate name',
    object: applicationClaim('typing', {
      environment: 'shown-dev',
      applications: [greeter('same'), greeter('same')],
    }),
    message: /spec\.applications\[1\]: Duplicate value/,
  },
  {
    what: 'an unsupported service',
    object: platformApplicationClaim('typing', {
      environment: 'shown-dev',
      services: [{ name: 'db', type: 'mysql' }],
    }),
    message: /spec\.services\[0\]\.type: Unsupported value: "mysql"/,
  },
];

/** Kinds that list services, each under its own field. */
const serviceKinds = [
  {
    kind: 'PlatformApplicationClaim',
    name: 'kept-db',
    data: (services: readonly object[]): object =>
      platformApplicationClaim('vault', { environment: 'shown-dev', services }),
  },
  {
    kind: 'ApplicationClaim',
    name: 'larder-db',
    data: (components: readonly object[]): object =>
      applicationClaim('larder', { environment: 'shown-dev', components }),
  },
];

describeScenario('what kubectl shows', () => {
  let scenario: Scenario;
  let kubectl: Scenario['platform']['cluster']['kubectl'];
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    await ownClusterType(scenario, { name: 'shown', environments: ['shown-dev'] });
    kubectl = scenario.platform.cluster.kubectl;
  });

  test.each(refused)('refuses a request when it is applied: $what', async ({ object, message }) => {
    await expect(scenario.apply(object)).rejects.toThrow(message);
  });

  test('lists requests by category, with their messages', async () => {
    const claim = applicationClaim('shown', { environment: 'shown-dev', applications: [greeter('shown')] });
    const { commit } = await scenario.deliver(claim, /^1 application delivered to shown-dev$/);
    const table = await kubectl(['get', 'infraforge-requests', '--namespace=default']);
    expect(table).toMatch(
      /applicationclaim\.platform\.infraforge\.io\/shown +shown-dev +1 application delivered to shown-dev/,
    );
    const everywhere = await kubectl(['get', 'infraforge-requests', '--all-namespaces']);
    expect(everywhere).toMatch(/bootstrapclaim\.platform\.infraforge\.io\/platform-shown /);
    expect(await kubectl(['get', 'appc', 'shown', '--output=name'])).toMatch(/\/shown$/m);
    // an Application that is removed during its first sync would stay (see one-bad-application.e2e.ts)
    await waitForSync(scenario, { name: 'shown-shown-dev', commit });
    await scenario.remove(claim);
  });

  test.each(['bootstrapclaims', 'applicationclaims', 'platformapplicationclaims'])(
    'explains each field at the top of %s',
    async (kind) => {
      const all = await kubectl(['explain', `${kind}.spec`, '--recursive']);
      const depth = (line: string): number => line.search(/\S/);
      const lines = all
        .slice(all.indexOf('FIELDS:'))
        .split('\n')
        .slice(1)
        .filter((line) => /<.*>/.test(line));
      const top = lines
        .filter((line) => depth(line) === depth(lines[0]!))
        .map((line) => line.trim().split('\t')[0]!);
      expect(top.length).toBeGreaterThan(3);
      for (const field of top) {
        const text = await kubectl(['explain', `${kind}.spec.${field}`]);
        expect(text, field).toMatch(/DESCRIPTION:\n {4}(?!<empty>)\S/);
      }
    },
  );

  test.each(serviceKinds)(
    'a loss of data in one $kind is refused by the API server, until its protection is off',
    async ({ kind, name, data }) => {
      const database = (more: object): object => ({ name, type: 'postgresql', ...more });
      await scenario.deliver(
        data([database({ deletionProtection: true })]),
        /^1 service delivered to shown-dev$/,
      );
      const table = await kubectl(['get', 'infraforge-requests', '--namespace=default']);
      expect(table).toMatch(new RegExp(`^${kind.toLowerCase()}\\..* 1 service delivered to shown-dev `, 'm'));
      const loss = new RegExp(
        `Protected releases would lose their data: ${name}; set deletionProtection: false on them first`,
      );
      await expect(scenario.remove(data([]))).rejects.toThrow(loss);
      await expect(scenario.apply(data([{ name: 'other-db', type: 'postgresql' }]))).rejects.toThrow(loss);
      await expect(scenario.apply(data([database({ enabled: false })]))).rejects.toThrow(loss);
      const { commit } = await scenario.deliver(
        data([database({ deletionProtection: false })]),
        /^1 service delivered to shown-dev$/,
      );
      // until Argo CD has synced this, the Application is still protected from pruning
      await waitForSync(scenario, { name: 'shown-platform', commit });
      await scenario.remove(data([]));
      await scenario.waitForCommit(data([]), commit);
      await waitForPruning(scenario, { name: `${name}-shown-dev` });
    },
  );
});
