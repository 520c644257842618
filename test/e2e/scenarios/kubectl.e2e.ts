import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { pruned, synced } from '../support/application.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import { Scenario } from '../support/scenario.ts';

const refused = [
  {
    what: 'a field that nobody knows',
    object: applicationClaim('typing', {
      environment: 'dev',
      applications: [greeter('typing', { replica: 2 })],
    }),
    says: /unknown field "spec\.applications\[0\]\.replica"/,
  },
  {
    what: 'a number out of bounds',
    object: applicationClaim('typing', {
      environment: 'dev',
      applications: [greeter('typing', { replicas: 500 })],
    }),
    says: /spec\.applications\[0\]\.replicas: Invalid value: 500/,
  },
  {
    what: 'a name that is none',
    object: applicationClaim('typing', { environment: 'dev', applications: [greeter('Typing')] }),
    says: /spec\.applications\[0\]\.name: Invalid value: "Typing"/,
  },
  {
    what: 'two items of one name',
    object: applicationClaim('typing', {
      environment: 'dev',
      applications: [greeter('same'), greeter('same')],
    }),
    says: /spec\.applications\[1\]: Duplicate value/,
  },
  {
    what: 'a service that there is not',
    object: platformApplicationClaim('typing', {
      environment: 'dev',
      services: [{ name: 'db', type: 'mysql' }],
    }),
    says: /spec\.services\[0\]\.type: Unsupported value: "mysql"/,
  },
];

/** Whatever lists services, under whichever name. */
const keepers = [
  {
    kind: 'PlatformApplicationClaim',
    name: 'kept-db',
    data: (services: readonly object[]): object =>
      platformApplicationClaim('kept', { environment: 'dev', services }),
  },
  {
    kind: 'ApplicationClaim',
    name: 'larder-db',
    data: (components: readonly object[]): object =>
      applicationClaim('larder', { environment: 'dev', components }),
  },
];

describe.skipIf(skipReason)('what kubectl shows', () => {
  let scenario: Scenario;
  let kubectl: Scenario['platform']['cluster']['kubectl'];
  beforeAll(async () => {
    scenario = await Scenario.begin();
    kubectl = scenario.platform.cluster.kubectl;
  });

  it.each(refused)('a request is refused as it is applied: $what', async ({ object, says }) => {
    await expect(scenario.apply(object)).rejects.toThrow(says);
  });

  it('requests by their category, with their message', async () => {
    const claim = applicationClaim('shown', { environment: 'dev', applications: [greeter('shown')] });
    const { commit } = await scenario.deliver(claim, /^1 application delivered to dev$/);
    const table = await kubectl(['get', 'infraforge-requests', '--namespace=default']);
    expect(table).toMatch(
      /applicationclaim\.platform\.infraforge\.io\/shown +dev +1 application delivered to dev/,
    );
    expect(table).toMatch(/bootstrapclaim\.platform\.infraforge\.io\/platform-bootstrap /);
    expect(await kubectl(['get', 'appc', 'shown', '--output=name'])).toMatch(/\/shown$/m);
    // one that goes during its first sync stays, as its root does then: that is one-bad-application.e2e.ts
    await synced(scenario, { name: 'shown-dev', commit });
    await scenario.remove(claim);
  });

  it.each(['bootstrapclaims', 'applicationclaims', 'platformapplicationclaims'])(
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

  it.each(keepers)(
    'a loss of data in one $kind is refused in the call itself, until it is allowed',
    async ({ kind, name, data }) => {
      const database = (more: object): object => ({ name, type: 'postgresql', ...more });
      await scenario.deliver(data([database({ deletionProtection: true })]), /^1 service delivered to dev$/);
      const table = await kubectl(['get', 'infraforge-requests', '--namespace=default']);
      expect(table).toMatch(new RegExp(`^${kind.toLowerCase()}\\..* 1 service delivered to dev `, 'm'));
      const loss = new RegExp(
        `protected services would lose their data: ${name}\\. Set deletionProtection: false on them first`,
      );
      await expect(scenario.remove(data([]))).rejects.toThrow(loss);
      await expect(scenario.apply(data([{ name: 'other-db', type: 'postgresql' }]))).rejects.toThrow(loss);
      await expect(scenario.apply(data([database({ enabled: false })]))).rejects.toThrow(loss);
      const { commit } = await scenario.deliver(
        data([database({ deletionProtection: false })]),
        /^1 service delivered to dev$/,
      );
      // until Argo CD has taken it up, the Application itself is still protected from being pruned
      await synced(scenario, { name: 'nonprod-platform', commit });
      await scenario.remove(data([]));
      await scenario.committed(data([]), commit);
      await pruned(scenario, { name: `${name}-dev` });
    },
  );
});
