import { describe, expect, it } from 'vitest';
import { operatorNamed } from '../../test/support/services.ts';
import type { Operator } from '../release/operator.ts';
import type { ServiceDefinition } from '../service/define-service.ts';
import { deriveServicesPage } from './derive-services-page.ts';

const db: ServiceDefinition = {
  type: 'db',
  engine: 'Database',
  catalogType: 'database',
  kind: 'Database',
  plural: 'databases',
  licence: 'MIT',
  nameLimit: 50,
  operator: operatorNamed('db-operator'),
  apiVersions: ['db.example.org/v1', 'db.example.org/v2'],
  versions: { series: [{ name: '14|a', versions: ['14.1'] }] },
  floors: { cpu: '100m', memory: '256Mi', storage: '1Gi' },
  sizes: {
    small: { cpu: '100m', cpuLimit: '1', memory: '256Mi' },
    medium: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    large: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
  },
  backup: { method: 'copies', restore: 'a new service', serverName: () => 'db' },
  highAvailability: true,
  credentials: 'operator',
  derivedNames: () => [],
  connection: (name) => ({ service: name, port: 5432, secretName: `${name}-app` }),
};

const cache: ServiceDefinition = {
  ...db,
  type: 'cache',
  engine: 'Cache',
  operator: operatorNamed('cache-operator'),
  apiVersions: ['cache.example.org/v1'],
  modes: ['alone', 'replication'],
  backup: false,
  scaling: 'up',
  credentials: 'optional',
  derivedNames: () => [],
  connection: (name, { mode }) => ({ service: mode === 'replication' ? `${name}-master` : name, port: 6379 }),
};

const lock = { db: { version: '1.2.3', digest: 'sha256:0' } };
const linesOf = (services: readonly ServiceDefinition[], operators: readonly Operator[] = []): string[] =>
  deriveServicesPage(services, { charts: lock, operators }).split('\n');
const rowsOf = (service: ServiceDefinition): string[] =>
  linesOf([service]).filter((line) => line.startsWith(`| \`${service.type}\``));

describe('deriveServicesPage()', () => {
  it('prints chart, engine versions, licence, operator and custom resources', () => {
    expect(rowsOf(db)[0]).toBe(
      '| `db` | `db` 1.2.3 | Database 14\\|a (14.1) | unknown | MIT | db-operator | `db.example.org/v1`, `db.example.org/v2` |',
    );
  });

  it('prints until when each series is supported, and which are only for existing services', () => {
    const series = [
      { name: '13', versions: ['13.1'], supportedUntil: '2025-11-13', retired: 'its project ended it' },
      { name: '14', versions: ['14.1'], supportedUntil: '2026-11-12' },
      { name: '15', versions: ['15.1'] },
    ];
    expect(rowsOf({ ...db, versions: { series } })[0]).toContain(
      ' | 13: only existing services, 14: 2026-11-12 | ',
    );
  });

  it('prints why an engine has no backup', () => {
    const rows = rowsOf({ ...cache, noBackupReason: 'its operator makes none' });
    expect(rows).toContain('| `cache` | none: its operator makes none | none |');
  });

  it('prints the other names of a type', () => {
    const renamed = { ...db, aliases: [{ name: 'old', reason: 'Old was archived' }] };
    expect(rowsOf(renamed)[0]).toMatch(/^\| `db`, also `old` \|/);
  });

  it('prints an engine without an operator', () => {
    const { operator: _, ...engine } = db;
    expect(rowsOf({ ...engine, apiVersions: [] })[0]).toMatch(/\| none \| none \|$/);
  });

  it('prints operators with their pinned source and what they need', () => {
    const needs = ['cert-manager'];
    const source = { repoURL: 'https://git.example.com/x.git', path: 'config', revision: 'v2', images: [] };
    const operators = [operatorNamed('one'), { ...operatorNamed('two'), needs, source }];
    expect(linesOf([], operators)).toEqual(
      expect.arrayContaining([
        '| one | 1.0.0 | `one-system` | chart `one` 0.9.0 of https://charts.example.com | none |',
        '| two | 1.0.0 | `two-system` | `config` at v2 of https://git.example.com/x.git | cert-manager |',
      ]),
    );
  });

  it('prints the presets and the minimum', () => {
    expect(rowsOf(db)[1]).toBe(
      '| `db` | 100m to 1, 256Mi | 500m to 1, 1Gi | 1 to 2, 4Gi | 100m, 256Mi | at least 1Gi, can grow |',
    );
    expect(rowsOf({ ...db, growsStorage: false })[1]).toContain('| at least 1Gi, cannot grow |');
  });

  it('prints the address of each mode', () => {
    expect(rowsOf(db)[2]).toBe(
      '| `db` | at most 50 characters | `<name>.<namespace>.svc.cluster.local:5432` | Secret `<name>-app`, created by the operator | can change |',
    );
    expect(rowsOf(cache)[2]).toContain(
      '| `<name>.<namespace>.svc.cluster.local:6379` (alone), `<name>-master.<namespace>.svc.cluster.local:6379` (replication) |',
    );
    expect(rowsOf({ ...cache, modes: ['alone', 'cluster'] })[2]).toContain(
      '| `<name>.<namespace>.svc.cluster.local:6379` |',
    );
  });

  it.each([
    ['required' as const, 'an existing Secret; `credentials.secretName` is required'],
    ['optional' as const, 'an existing Secret in `credentials.secretName`, or none'],
    ['operator' as const, 'none'],
  ])('prints %s credentials as %s', (credentials, words) => {
    expect(rowsOf({ ...cache, credentials })[2]).toContain(`| ${words} | can only increase |`);
  });

  it('prints the way to sign in without a Secret, and the Secret with the key of the data', () => {
    expect(rowsOf({ ...cache, credentials: 'required', signIn: 'tokens of Kubernetes' })[2]).toContain(
      '| tokens of Kubernetes; the key of the data: an existing Secret; `credentials.secretName` is required |',
    );
  });

  it('prints the Secret that the operator creates unless the request names one', () => {
    expect(rowsOf({ ...db, credentials: 'optional' })[2]).toContain(
      '| an existing Secret in `credentials.secretName`, or Secret `<name>-app`, created by the operator |',
    );
  });
});
