import { describe, expect, it } from 'vitest';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { alpha, beta, operatorNamed } from '../../test/support/services.ts';
import type { Values } from '../helm/chart.ts';
import { assignedValues } from '../release/assignments.ts';
import type { Placement } from '../release/placement.ts';
import type { BackupDefaults } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import type { EngineBackup } from './define-service.ts';
import type { ServiceItem } from './service-fields.ts';
import { serviceReleases } from './service-release.ts';

const platform = platformWith({ operators: ['alpha-operator'] });
const secretName = 'platform-backups';
const store: BackupDefaults = { required: false, destination: 's3://backups/databases', secretName };
const on = (backup: Partial<BackupDefaults>, overrides: Partial<Placement> = {}): Placement =>
  placementOn({ ...platform, backup: { required: false, ...backup } }, overrides);
const production = { production: true };

function releaseOn(placement: Placement, fields: Partial<ServiceItem> = {}): Release {
  const item: ServiceItem = { name: 'db', type: 'alpha', enabled: true, chart: {}, ...fields };
  const context = { list: 'services', placement, owner: undefined };
  return serviceReleases([item], [alpha, beta], context)[0]!;
}

/** Returns the problems of merged values, as "path: message". */
function problemsOf(merged: Values, placement: Placement = placementOn(platform)): string[] {
  return releaseOn(placement)
    .check(merged)
    .map(({ path, message }) => `${path}: ${message}`);
}

const backup = (fields: Partial<NonNullable<ServiceItem['backup']>> = {}): Partial<ServiceItem> => ({
  backup: { enabled: true, retention: '30d', ...fields },
});
const backupOf = (placement: Placement, fields: Partial<ServiceItem> = {}, below: Values = {}) =>
  assignedValues(releaseOn(placement, fields).fields(below))['backup'];

describe('the archive of a service', () => {
  it('is unique for environment, namespace, name and suffix', () => {
    const placement = placementOn(platform, { environment: 'prod', namespace: 'shop' });
    expect(backupOf(placement)).toEqual({ archive: 'prod.shop.db' });
    expect(backupOf(placement, backup({ archiveSuffix: '2' }))).toMatchObject({ archive: 'prod.shop.db.2' });
  });

  it('is in the facts with its destination, while backups are enabled', () => {
    const { facts } = releaseOn(placementOn(platform));
    const values = { enabled: true, destination: 's3://b/x/', archive: 'dev.dev.db' };
    expect(facts({ version: '17.1', backup: values })).toMatchObject({
      backupDestination: 's3://b/x/',
      backupServerName: 'dev.dev.db.pg17',
    });
    expect(facts({ version: '17.1', backup: { ...values, enabled: false } })).not.toHaveProperty(
      'backupServerName',
    );
  });
});

describe("the platform's backups", () => {
  it('are enabled in production, and only offered elsewhere', () => {
    const { destination } = store;
    expect(releaseOn(on(store, production)).platformValues['backup']).toEqual({
      enabled: true,
      destination,
      secretName,
    });
    expect(releaseOn(on(store)).platformValues['backup']).toEqual({ destination, secretName });
  });

  it("are below the platform's values of the chart, whose destination has a Secret of its own", () => {
    const values = { alpha: { backup: { destination: 'gs://other', schedule: '0 1 * * *' } } };
    const placement = placementOn({ ...platform, backup: store, values }, production);
    expect(releaseOn(placement).platformValues['backup']).toEqual({
      enabled: true,
      ...values.alpha.backup,
    });
  });

  it('are for engines with backups and for our charts only', () => {
    expect(releaseOn(on(store, production), { type: 'beta' }).platformValues).toEqual({});
    expect(releaseOn(on(store, production), { chart: { name: 'our-alpha' } }).platformValues).toEqual({});
  });

  it('never lend their Secret to the destination of a request', () => {
    const below = { backup: { secretName } };
    const other = backup({ destination: 's3://own' });
    expect(backupOf(on(store, production), other, below)).toMatchObject({ secretName: '' });
    expect(backupOf(on(store, production), backup({ schedule: '@daily' }), below)).not.toHaveProperty(
      'secretName',
    );
    expect(backupOf(placementOn(platform), other)).not.toHaveProperty('secretName');
  });

  it('are required for production services of engines with backups', () => {
    const required = on({ required: true }, production);
    expect(problemsOf({}, required)).toEqual([
      'backup: The platform requires backups in production, and this Alpha has none; set backup.destination',
    ]);
    expect(problemsOf({}, on({ required: true }))).toEqual([]);
    expect(problemsOf({ backup: { enabled: true, destination: 's3://x' } }, required)).toEqual([]);
    const cache = releaseOn(required, { type: 'beta' });
    expect(cache.check({})).toEqual([]);
    expect(cache.warn?.({}).join()).toContain('although the platform requires them');
  });
});

describe('backups', () => {
  it('are refused before Git if the platform does not have their operator, as restores are', () => {
    const operator = operatorNamed('archiver');
    const service = { ...alpha, backup: { ...(alpha.backup as EngineBackup), operator } };
    const pathsOn = (operators: readonly string[]) => {
      const item: ServiceItem = { name: 'db', type: 'alpha', enabled: true, chart: {} };
      const context = {
        list: 'services',
        placement: placementOn({ ...platform, operators }),
        owner: undefined,
      };
      const merged = {
        version: '17.1',
        backup: { enabled: true, destination: 's3://x', archive: 'dev.dev.db' },
        restore: { destination: 's3://x', serverName: 'former' },
      };
      const [release] = serviceReleases([item], [service], context);
      expect(release!.check({})).toEqual([]);
      return release!.check(merged).map(({ path }) => path);
    };
    expect(pathsOn(['alpha-operator'])).toEqual(['backup', 'restore.destination']);
    expect(pathsOn(['alpha-operator', 'archiver'])).toEqual([]);
  });

  it('need a destination of the request or of the platform', () => {
    expect(problemsOf({ backup: { enabled: true, destination: '' } })).toEqual([
      'backup.destination: A backup needs a destination, such as "s3://bucket/path"; this platform has no default (BootstrapClaim spec.backup.destination)',
    ]);
  });

  it('warn in production until they are enabled, and name what to set', () => {
    const placement = placementOn(platform, { ...production, namespace: 'shop' });
    const { warn } = releaseOn(placement, { credentials: { secretName: 'x' } });
    expect(warn?.({})).toEqual([
      'Alpha has no backup: its data cannot be restored; set backup.destination to an object store, such as "s3://bucket/path", and backup.secretName to a Secret with its keys in namespace "shop"',
    ]);
    expect(warn?.({ backup: { enabled: true } })).toEqual([]);
    expect(releaseOn(placementOn(platform)).warn?.({})).toEqual([]);
  });

  it('warn about the new archive of a new major version', () => {
    const { warn } = releaseOn(placementOn(platform), { upgrade: { allowMajor: true } });
    expect(warn?.({ backup: { enabled: true } })).toEqual([
      expect.stringContaining('starts a new archive; make a backup as soon as it runs'),
    ]);
    expect(warn?.({})).toEqual([]);
  });
});

describe('a restore', () => {
  const source = { destination: 's3://backups/databases', serverName: 'prod.shop.db.pg17' };
  const own = { enabled: true, destination: 's3://backups/databases/', archive: 'prod.shop.db' };

  it('sets the values of the chart', () => {
    const restore = { from: source, targetTime: '2026-11-28T09:30:00Z', secretName: 's' };
    const { fields } = releaseOn(placementOn(platform), { restore });
    expect(assignedValues(fields({}))['restore']).toEqual({
      ...source,
      targetTime: '2026-11-28T09:30:00Z',
      secretName: 's',
    });
  });

  it('is in the facts, with its point in time', () => {
    const { facts } = releaseOn(placementOn(platform));
    expect(facts({ restore: source }).restoredFrom).toBe('s3://backups/databases/prod.shop.db.pg17');
    expect(facts({ restore: { ...source, targetTime: 'T' } }).restoredFrom).toMatch(/pg17@T$/);
    expect(facts({})).not.toHaveProperty('restoredFrom');
  });

  it('is refused from the archive that the service writes', () => {
    expect(problemsOf({ version: '17.1', backup: own, restore: source })).toEqual([
      'restore.serverName: The service would write to the archive "prod.shop.db.pg17" that it is restored from, which Alpha refuses because it is not empty; set backup.archiveSuffix, such as "2"',
    ]);
    const suffixed = { ...own, archive: 'prod.shop.db.2' };
    expect(problemsOf({ version: '17.1', backup: suffixed, restore: source })).toEqual([]);
    const elsewhere = { ...own, destination: 's3://other' };
    expect(problemsOf({ version: '17.1', backup: elsewhere, restore: source })).toEqual([]);
  });

  it('is refused to a day that does not exist', () => {
    const to = (targetTime: string) => problemsOf({ version: '17.1', restore: { ...source, targetTime } });
    expect(to('2028-02-29T09:30:00Z')).toEqual([]);
    expect(to('2026-02-29T09:30:00Z')).toEqual([
      'restore.targetTime: Invalid time "2026-02-29T09:30:00Z": there is no such day',
    ]);
  });

  it('is refused for another major version than that of the archive', () => {
    expect(problemsOf({ version: '18.1', restore: source })).toEqual([
      'restore.serverName: The archive "prod.shop.db.pg17" is of Alpha 17, and version is 18.1; set version: "17", and upgrade afterwards',
    ]);
    expect(problemsOf({ version: '18.1', restore: { ...source, serverName: 'former' } })).toEqual([]);
  });

  it("reads only the archives of the tenant in the platform's object store", () => {
    const tenant = { name: 'shop', requestNamespaces: ['team-shop'], namespaces: ['shop', 'shop-*'] };
    const placement = on(store, { tenant });
    const problemsFrom = (restore: Values): string[] => problemsOf({ version: '17.1', restore }, placement);
    expect(problemsFrom(source)).toEqual([]);
    expect(problemsFrom({ ...source, serverName: 'prod.bank.db.pg17' })).toEqual([
      'restore.serverName: Tenant "shop" may not read "s3://backups/databases/prod.bank.db.pg17"; use an archive of its own namespaces at s3://backups/databases',
    ]);
    expect(problemsFrom({ destination: 's3://backups', serverName: 'databases' })).toHaveLength(1);
    expect(problemsFrom({ destination: 's3://own', serverName: 'prod.bank.db.pg17' })).toEqual([]);
    const limited = on(store, { tenant: { ...tenant, environments: ['dev'] } });
    expect(problemsOf({ version: '17.1', restore: source }, limited)).toHaveLength(1);
  });
});
