import { defineService } from '../../shared/promise/define-service.ts';

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
    legal: (version) => /^1[4-8](\.[0-9]+)?$/.test(version),
  },
  backup: true,
  highAvailability: true,
  credentials: 'operator',
  connection: (name) => ({ service: name, port: 5432, secretName: `${name}-app` }),
});
