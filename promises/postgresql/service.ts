import type { Problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { parseQuantity } from '../../shared/release/quantity.ts';
import { stringAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';

/** PostgreSQL by CloudNativePG. */
export const postgresql = defineService({
  type: 'postgresql',
  engine: 'PostgreSQL',
  nameLimit: 50,
  operator: {
    name: 'cloudnative-pg',
    source: {
      repoURL: 'https://cloudnative-pg.github.io/charts',
      chart: 'cloudnative-pg',
      version: '0.29.0',
      appVersion: '1.30.0',
      namespace: 'cnpg-system',
    },
    apiVersions: ['postgresql.cnpg.io/v1'],
  },
  versions: {
    text: '14 to 18, such as "16" or "16.4"',
    pattern: /^1[4-8](\.[0-9]+)?$/,
  },
  backup: true,
  highAvailability: true,
  credentials: 'operator',
  check: sharedBuffersProblems,
  derivedNames: (name) => ['rw', 'ro', 'r', 'pooler'].map((role) => `${name}-${role}`),
  connection: (name, merged) => ({
    service: name,
    port: 5432,
    secretName: `${name}-app`,
    ...secretNameAt(merged, 'credentials.secretName'),
  }),
});

/** Bytes of PostgreSQL's memory units. */
const units: Readonly<Record<string, number>> = { kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** Reports shared buffers that exceed the memory: Kubernetes would kill the server. */
function sharedBuffersProblems(merged: Values): Problem[] {
  const path = 'postgresql.parameters.shared_buffers';
  const buffers = stringAt(merged, path);
  const memory = stringAt(merged, 'resources.limits.memory') ?? stringAt(merged, 'resources.requests.memory');
  const [, amount, unit] = /^([0-9]+)(kB|MB|GB)$/.exec(buffers ?? '') ?? [];
  const available = parseQuantity(memory ?? '');
  if (amount === undefined || unit === undefined || available === undefined) return [];
  if (Number(amount) * (units[unit] ?? 1) < available) return [];
  return [
    {
      path,
      message: `shared_buffers (${buffers}) must be below the memory of the pod (${memory}); lower it, or raise resources.limits.memory`,
    },
  ];
}
