import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { platformOnlyProblems } from '../../shared/schema/audience.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { unmarkedDangerousPaths } from '../support/dangerous-values.ts';

const promises = join(import.meta.dirname, '../../promises');
const schemas = readdirSync(promises, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(join('chart', 'values.schema.json')))
  .map((path) => ({ path, schema: JSON.parse(readFileSync(join(promises, path), 'utf8')) as unknown }));

/** Values that only the platform may set, by their keys. */
const reservedValues: Record<string, Value> = {
  extraObjects: [{ apiVersion: 'v1', kind: 'Secret' }],
  extraManifests: ['kind: Secret'],
  extraVolumes: [{ name: 'root', hostPath: { path: '/' } }],
  hostPath: '/',
  hostNetwork: true,
  hostPID: true,
  privileged: true,
  securityContext: { privileged: true },
  podSecurityContext: { runAsUser: 0 },
  serviceAccount: { name: 'cluster-admin' },
  serviceAccountName: 'cluster-admin',
  initContainers: [{ name: 'x', image: 'x' }],
  nodeName: 'control-plane',
};

describe('attack A18: values that affect more than the pods of the release', () => {
  it('finds the charts', () => {
    expect(schemas.length).toBeGreaterThanOrEqual(6);
  });

  it.each(schemas)('A18 $path reserves every such value for the platform', ({ schema }) => {
    expect(unmarkedDangerousPaths(schema)).toEqual([]);
  });

  describe.each(schemas)('$path', ({ schema }) => {
    const validate = compileValuesSchema(schema);

    it.each(Object.keys(reservedValues))('A18 refuses %s in a request', (key) => {
      for (const values of [
        { [key]: reservedValues[key]! },
        { pod: { [key]: reservedValues[key]! } },
      ] satisfies Values[]) {
        const refused = [
          ...platformOnlyProblems({ schema }, values),
          ...validate(values).filter(({ message }) => message.startsWith('Unknown key')),
        ];
        expect(refused).not.toEqual([]);
      }
    });
  });

  it('A18 refuses a null that would remove settings of the platform', () => {
    const schema = { properties: { pod: { properties: { securityContext: { 'x-audience': 'platform' } } } } };
    expect(platformOnlyProblems({ schema }, { pod: null })).toHaveLength(1);
  });
});
