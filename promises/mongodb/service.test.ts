import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { BackupDefaults } from '../../shared/release/platform.ts';
import { resolveVersion } from '../../shared/service/engine-versions.ts';
import { serviceReleases } from '../../shared/service/service-release.ts';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { mongodb } from './service.ts';

describe('connection() of mongodb', () => {
  it('is the Service of the replica set, which the certificate of the operator names', () => {
    expect(mongodb.connection('docs', {})).toMatchObject({
      service: 'docs-rs0',
      port: 27017,
      caSecret: 'docs-ssl',
    });
    expect(mongodb.derivedNames('docs')).toEqual(['docs-rs0']);
  });

  it.each([
    [
      'that the operator creates',
      '',
      { secretName: 'docs-custom-user-secret', secretKeys: { password: 'shop' } },
    ],
    [
      'that the request names',
      'docs-login',
      { secretName: 'docs-login', secretKeys: { password: 'password' } },
    ],
  ])('names the Secret %s, with its key', (_, secretName, expected) => {
    const values = { credentials: { secretName }, mongodb: { username: 'shop' } };
    expect(mongodb.connection('docs', values)).toMatchObject(expected);
  });
});

describe('versions of mongodb', () => {
  it.each([
    ['7.0', '7.0.43-23'],
    ['8.0', '8.0.32-14'],
    ['8.0.26-11', '8.0.26-11'],
  ])('resolves %s to the image %s', (version, tag) => {
    expect(resolveVersion(mongodb.versions, version)).toBe(tag);
  });

  it.each(['6.0', '6.0.27-21', '8.0.4', '8.0.19-7', '8.0.32'])(
    'refuses %s, which has no image',
    (version) => {
      expect(resolveVersion(mongodb.versions, version)).toBeUndefined();
    },
  );
});

describe('users of mongodb', () => {
  const users = [
    { name: 'reports', roles: [{ name: 'read', db: 'shop' }] },
    { name: 'importer', roles: [{ name: 'readAnyDatabase' }], secretName: 'importer-password' },
    { name: 'jobs', roles: [{ name: 'readWrite', db: 'jobs' }] },
  ];

  it('have their passwords in the Secret of the service, or in their own', () => {
    expect(mongodb.userSecrets?.('docs', { mongodb: { users } })).toEqual([
      'docs-custom-user-secret',
      'importer-password',
    ]);
    expect(mongodb.userSecrets?.('docs', { mongodb: { users: [] } })).toEqual([]);
  });

  it.each([
    ['app', 'is the user of the applications'],
    ['reports', 'is listed twice'],
  ])('refuses the name "%s", which exists already', (name, expected) => {
    const merged = { mongodb: { users: [...users, { name, roles: [] }] } };
    const [problem] = mongodb.check!(merged, 'docs');
    expect(problem).toMatchObject({
      path: 'mongodb.users[3].name',
      message: expect.stringContaining(expected),
    });
  });

  // the annotation `percona.com/<service>-<user>-hash` of the Secret: a name of at most 63 characters
  it('refuses names that the operator cannot put into one annotation', () => {
    const service = 'x'.repeat(47);
    const problemsOf = (username: string) => mongodb.check!({ mongodb: { username, users: [] } }, service);
    expect(problemsOf('u'.repeat(10))).toEqual([]);
    expect(`${service}-${'u'.repeat(10)}-hash`).toHaveLength(63);
    expect(problemsOf('u'.repeat(11)).map(({ path }) => path)).toEqual(['mongodb.username']);
  });
});

describe('backups of mongodb', () => {
  it('have a folder of their own for each series', () => {
    const { serverName } = mongodb.backup as Exclude<typeof mongodb.backup, false>;
    const backup = { archive: 'prod.shop.docs' };
    expect(serverName({ version: '7.0.43-23', backup })).toBe('prod.shop.docs.mongodb7.0');
    expect(serverName({ version: '8.0.32-14', backup })).toBe('prod.shop.docs.mongodb8.0');
  });
});

describe('the store of the backups of mongodb', () => {
  const platform = { ...platformWith({ operators: ['mongodb'] }), backup: { required: false } };
  const releaseOn = (backup: Partial<BackupDefaults> = {}) => {
    const placement = placementOn(
      { ...platform, backup: { ...platform.backup, ...backup } },
      { production: true },
    );
    const item = { name: 'docs', type: 'mongodb', enabled: true, chart: {} };
    return serviceReleases([item], [mongodb], { list: 'services', placement, owner: undefined })[0]!;
  };
  const problemsOf = (backup: Values) =>
    releaseOn()
      .check({ backup: { enabled: true, ...backup } })
      .map(({ path, message }) => `${path}: ${message}`);

  it('needs S3 and a Secret', () => {
    expect(problemsOf({ destination: 'gs://b', secretName: 's' })).toEqual([
      'backup.destination: Unsupported destination of MongoDB: "gs://b"; use one that begins with s3://',
    ]);
    expect(problemsOf({ destination: 's3://b' })).toEqual([
      'backup.secretName: A backup of MongoDB needs a Secret, because its operator opens the store too, and has no identity there; set backup.secretName',
    ]);
    expect(problemsOf({ destination: 's3://b', secretName: 's' })).toEqual([]);
  });

  it("is the platform's in production, if the engine supports it", () => {
    const own = { destination: 's3://backups', secretName: 'store' };
    expect(releaseOn(own).platformValues['backup']).toEqual({ enabled: true, ...own });
    expect(releaseOn({ destination: 'gs://backups' }).platformValues).not.toHaveProperty('backup');
  });
});
