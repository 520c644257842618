import { defineService } from '../../shared/service/define-service.ts';

/** Engine with backups. Our platform installs its operator, which creates the credentials. */
export const alpha = defineService({
  type: 'alpha',
  engine: 'Alpha',
  nameLimit: 50,
  operator: {
    name: 'alpha-operator',
    source: {
      repoURL: 'https://charts.example.com',
      chart: 'alpha-operator',
      version: '1.0.0',
      appVersion: '1.0.0',
      namespace: 'alpha-system',
    },
    apiVersions: ['alpha.example.com/v1'],
  },
  versions: { text: '14 to 18', pattern: /^1[4-8](\.[0-9]+)?$/ },
  backup: true,
  highAvailability: true,
  credentials: 'operator',
  derivedNames: (name) => [`${name}-rw`],
  connection: (name) => ({ service: name, port: 5432, secretName: `${name}-app` }),
});

/** Engine with modes and without backups. Its operator must exist already and creates no credentials. */
export const beta = defineService({
  type: 'beta',
  engine: 'Beta',
  nameLimit: 10,
  operator: { name: 'beta-operator', apiVersions: ['beta.example.com/v1'] },
  versions: { text: '7', pattern: /^7$/ },
  modes: ['standalone', 'cluster'],
  backup: false,
  highAvailability: false,
  credentials: 'required',
  defaultReplicas: (mode) => (mode === 'cluster' ? 6 : 1),
  derivedNames: () => [],
  connection: (name) => ({ service: name, port: 6379 }),
});
