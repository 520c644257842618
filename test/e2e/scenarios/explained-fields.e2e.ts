import { expect } from 'vitest';
import type { Definition } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

const kinds = [
  { plural: 'bootstrapclaims', short: 'bsc', columns: 'CLUSTER-TYPE ENVIRONMENTS STATUS AGE' },
  { plural: 'applicationclaims', short: 'appc', columns: 'ENVIRONMENT STATUS AGE' },
  { plural: 'platformapplicationclaims', short: 'pac', columns: 'ENVIRONMENT STATUS AGE' },
];

/** Without a request of a kind there are no columns. */
const listed = [
  applicationClaim('listed', {
    environment: 'e2e-dev',
    applications: [greeter('listed', { enabled: false })],
  }),
  platformApplicationClaim('listed', {
    environment: 'e2e-dev',
    services: [{ name: 'listed', type: 'postgresql', enabled: false }],
  }),
];

describeScenario('what kubectl knows of each kind', () => {
  let scenario: Scenario;
  let kubectl: Scenario['platform']['cluster']['kubectl'];
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    kubectl = scenario.platform.cluster.kubectl;
    for (const request of listed) await scenario.apply(request);
  });
  test.afterAll(async () => {
    for (const request of listed) await scenario?.remove(request);
  });

  /** Returns the schema of a kind's spec from the API server. */
  async function specOf(plural: string): Promise<Schema> {
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const { spec } = await scenario.api.get<Definition>(`${definitions}/${plural}.platform.infraforge.io`);
    return spec.versions[0]!.schema.openAPIV3Schema.properties['spec'] as Schema;
  }

  test.each(kinds)('every field of $plural has a description, at any depth', async ({ plural }) => {
    const fields = fieldsOf('spec', await specOf(plural));
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter(({ schema }) => !schema.description?.trim()).map(({ path }) => path)).toEqual([]);
  });

  test.each(kinds)('kubectl explain shows every field of $plural', async ({ plural }) => {
    const shown = await kubectl(['explain', `${plural}.spec`, '--recursive']);
    const names = new Set(
      fieldsOf('spec', await specOf(plural)).map(({ path }) => path.replace(/^.*\./, '')),
    );
    const missing = [...names].filter((name) => !new RegExp(`^ +${name}\\t`, 'm').test(shown));
    expect(missing).toEqual([]);
  });

  test.each(kinds)(
    '$plural has a short name and its own columns, and belongs to the category',
    async (kind) => {
      const { plural, short, columns } = kind;
      const table = await kubectl(['get', short, '--all-namespaces', '--output=wide']);
      const [head = ''] = table.split('\n');
      expect(head.split(/\s{2,}/).join(' ')).toBe(`NAMESPACE NAME ${columns}`);
      const resources = await kubectl(['api-resources', '--categories=infraforge-requests', '--output=name']);
      expect(resources.split('\n')).toContain(`${plural}.platform.infraforge.io`);
      expect(await kubectl(['get', `${short}`, '--all-namespaces', '--output=name'])).not.toMatch(
        /^(?!.*\/)\S/m,
      );
    },
  );
});

/** Returns every field below a path, with those in entries of lists and maps. */
function fieldsOf(path: string, { properties = {}, items, additionalProperties }: Schema): Field[] {
  const own = Object.entries(properties).flatMap(([name, schema]) => {
    const below = `${path}.${name}`;
    return [{ path: below, schema }, ...fieldsOf(below, schema)];
  });
  const entries = [items, additionalProperties].filter((schema) => typeof schema === 'object');
  return [...own, ...entries.flatMap((schema) => fieldsOf(`${path}[]`, schema))];
}

interface Field {
  readonly path: string;
  readonly schema: Schema;
}
