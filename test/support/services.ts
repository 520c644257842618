import * as z from 'zod';
import type { Operator } from '../../shared/release/operator.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { engineFields } from '../../shared/service/engine-fields.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';
import { namedEntries } from '../../shared/service/list-entries.ts';

const sizes = {
  small: { cpu: '100m', cpuLimit: '200m', memory: '256Mi' },
  medium: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
  large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
};

/** Returns an operator with a pinned chart. */
export function operatorNamed(name: string): Operator {
  const source = {
    repoURL: 'https://charts.example.com',
    chart: name,
    version: '0.9.0',
    images: { 'image.repository': `ghcr.io/example/${name}` },
  };
  return { name, version: '1.0.0', namespace: `${name}-system`, source };
}

/** Engine with backups. Our platform installs its operator, which creates the credentials. */
export const alpha = defineService({
  type: 'alpha',
  engine: 'Alpha',
  catalogType: 'database',
  kind: 'Alpha',
  plural: 'alphas',
  licence: 'MIT',
  nameLimit: 50,
  operator: operatorNamed('alpha-operator'),
  apiVersions: ['alpha.example.com/v1'],
  versions: {
    series: [
      seriesOf('15', [14, 16]),
      seriesOf('16', [4, 6]),
      seriesOf('17', [0, 1]),
      seriesOf('18', [0, 1]),
    ],
    outage: 'the database is down meanwhile',
  },
  floors: { cpu: '100m', memory: '256Mi', storage: '1Gi' },
  sizes,
  backup: {
    method: 'snapshots',
    restore: 'a new service',
    seriesOf: (serverName) => /\.pg([0-9]+)$/.exec(serverName)?.[1],
    serverName: (merged) =>
      `${stringAt(merged, 'backup.archive') ?? ''}.pg${(stringAt(merged, 'version') ?? '').split('.')[0]}`,
  },
  highAvailability: true,
  credentials: 'operator',
  fields: engineFields({
    schema: () =>
      z.strictObject({
        tables: z
          .array(z.strictObject({ name: z.string().max(9) }))
          .max(3)
          .optional(),
      }),
    values: { tables: 'alpha.tables' },
    contents: [{ list: 'tables', kind: 'table' }],
  }),
  contents: (merged) => namedEntries(merged, 'alpha.tables').map(({ name }) => `table/${name}`),
  userSecrets: (name, merged) => (valueAt(merged, 'alpha.tables') === undefined ? [] : [`${name}.reader`]),
  derivedNames: (name) => [`${name}-rw`],
  connection: (name) => ({ service: name, port: 5432, secretName: `${name}-app` }),
});

/** Engine with modes and without backups. Its operator creates no credentials. */
export const beta = defineService({
  type: 'beta',
  engine: 'Beta',
  catalogType: 'cache',
  kind: 'Beta',
  plural: 'betas',
  licence: 'MIT',
  nameLimit: 10,
  operator: operatorNamed('beta-operator'),
  apiVersions: ['beta.example.com/v1'],
  versions: { series: [{ name: '7', versions: ['7.0', '7.1'] }], onlyUp: true },
  floors: { cpu: '100m', memory: '64Mi', storage: '1Gi' },
  sizes,
  growsStorage: false,
  modes: ['standalone', 'cluster'],
  backup: false,
  highAvailability: false,
  credentials: 'required',
  defaultReplicas: (mode) => (mode === 'cluster' ? 6 : 1),
  derivedNames: () => [],
  connection: (name) => ({ service: name, port: 6379, secretKeys: { password: 'password' } }),
});
