import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { configured, requestOf } from '../../test/support/configured.ts';
import { refusalOfAsync } from '../../test/support/refusal.ts';
import { objectstorage } from './service.ts';

describe('objectstorage.connection()', () => {
  it.each([
    ['that the operator creates', '', 'files.root'],
    ['that the request names', 'own', 'own'],
  ])('is the Service of the gateways, with the Secret %s', (_, secretName, expected) => {
    expect(objectstorage.connection('files', { credentials: { secretName } })).toEqual({
      service: 'files-s3',
      port: 8333,
      secretName: expected,
      scheme: 'http',
      secretKeys: { 'access-key': 'accessKey', 'secret-key': 'secretKey' },
    });
  });
});

describe('objectstorage.derivedNames()', () => {
  /** Names by seaweedfs-operator 1.0.36: controller_{master,volume,filer}_service.go and controller_s3.go. */
  it('contains the Services of every component', () => {
    const roles = [
      'master',
      'master-peer',
      'volume-peer',
      'volume-0',
      'volume-19',
      'filer',
      'filer-peer',
      's3',
    ];
    expect(objectstorage.derivedNames('files')).toEqual(
      expect.arrayContaining(roles.map((role) => `files-${role}`)),
    );
  });
});

describe('objectstorage.check()', () => {
  const problemsOf = (values: Values) => objectstorage.check!(values, 'files');
  const access = (...buckets: string[]) => ({
    objectstorage: {
      buckets: [{ name: 'a' }, { name: 'b' }],
      users: [{ name: 'shop', access: buckets.map((bucket) => ({ bucket, permission: 'read' })) }],
    },
  });

  it.each<[string, Values]>([
    ['two copies on two volume servers', { replicas: 2, objectstorage: { replication: '001' } }],
    ['the default replication', { replicas: 1, objectstorage: { replication: '' } }],
    ['access to buckets of the list', access('a', 'b')],
  ])('accepts %s', (_, values) => {
    expect(problemsOf(values)).toEqual([]);
  });

  it('reports more copies than volume servers', () => {
    expect(problemsOf({ replicas: 2, objectstorage: { replication: '002' } })).toEqual([
      {
        path: 'objectstorage.replication',
        message:
          'Replication 002 needs 3 volume servers, and there are 2; increase replicas or use fewer copies',
      },
    ]);
  });

  it.each(['buckets', 'users'])('reports %s with the same name', (list) => {
    expect(problemsOf({ objectstorage: { [list]: [{ name: 'a' }, { name: 'a' }] } })).toEqual([
      { path: `objectstorage.${list}[1].name`, message: 'Duplicate name "a"; remove one' },
    ]);
  });

  it('reports access to an unknown bucket, and two permissions for one', () => {
    expect(problemsOf(access('a', 'c', 'a'))).toEqual([
      {
        path: 'objectstorage.users[0].access[1].bucket',
        message: 'Unknown bucket "c"; add it to objectstorage.buckets',
      },
      {
        path: 'objectstorage.users[0].access[2].bucket',
        message: 'Duplicate bucket "a"; name one permission',
      },
    ]);
  });
});

describe('a request for minio', () => {
  const files = (fields: object, status?: unknown) =>
    requestOf(
      'PlatformApplicationClaim',
      { environment: 'dev', services: [{ name: 'files', type: 'minio', ...fields }] },
      { status },
    );

  it('is delivered as objectstorage, with a warning', async () => {
    const { status } = await configured(files({}));
    expect(status).toMatchObject({
      releases: [{ name: 'files', chart: 'objectstorage', engine: 'objectstorage' }],
    });
    expect(String(status.warnings)).toContain("because MinIO's community edition was archived in April 2026");
  });

  it.each([
    ['minio', 'objectstorage'],
    ['objectstorage', 'minio'],
  ])('can change its type from %s to %s, and not to another engine', async (before, type) => {
    const { status, files: tree } = await configured(files({ type: before }));
    const changed = await configured(files({ type }, status));
    expect(changed.files).toEqual(tree);
    const other = files({ type: 'rabbitmq' }, status);
    expect((await refusalOfAsync(() => configured(other))).problems).toMatchObject([
      { path: 'spec.services[0].type', message: expect.stringContaining('cannot change from objectstorage') },
    ]);
  });

  it.each<[string, object, object, string]>([
    ['a larger volume', {}, { storage: { size: '20Gi' } }, 'storage.size'],
    ['more volume servers than one', {}, { replicas: 3 }, 'replicas'],
    ['one volume server instead of more', { replicas: 3 }, { replicas: 1 }, 'replicas'],
    ['an earlier version', { version: '4.44' }, { version: '4.43' }, 'version'],
  ])('refuses %s', async (_, before, after, path) => {
    const { status } = await configured(files(before));
    expect(await refusalOfAsync(() => configured(files(after, status)))).toMatchObject({
      reason: 'WouldLoseData',
      problems: [{ path: `spec.services[0].${path}` }],
    });
  });

  it.each<[number, number]>([
    [3, 5],
    [5, 3],
  ])('accepts a change from %s to %s volume servers', async (before, replicas) => {
    const { status } = await configured(files({ replicas: before }));
    expect((await configured(files({ replicas }, status))).status.releases).toMatchObject([{ replicas }]);
  });
});

describe('the fields of objectstorage', () => {
  const files = (objectstorage: object, fields: object = {}, status?: unknown) =>
    requestOf(
      'PlatformApplicationClaim',
      { environment: 'dev', services: [{ name: 'files', type: 'minio', objectstorage, ...fields }] },
      { status },
    );
  const buckets = [{ name: 'invoices', versioning: 'enabled', quota: '2048Gi' }, { name: 'uploads' }];
  const users = [{ name: 'shop', access: [{ bucket: 'uploads', permission: 'readWrite' }] }];
  const isProtected = { deletionProtection: true };

  it('are values of the chart, and buckets and Secrets of users in the status', async () => {
    const { files: tree, status } = await configured(files({ buckets, users }));
    const values = [...tree].find(([path]) => path.endsWith('files/values.yaml'))?.[1];
    expect(parseChartYaml(values!, 'file')).toMatchObject({
      objectstorage: { buckets: [{ ...buckets[0], quota: '2Ti' }, buckets[1]], users },
    });
    expect(status['releases']).toMatchObject([
      { contents: ['bucket/invoices versioned', 'bucket/uploads'], userSecrets: ['files.shop'] },
    ]);
  });

  it('refuse to remove a bucket of a protected service, and no user', async () => {
    const { status } = await configured(files({ buckets, users }, isProtected));
    const gone = files({ buckets: buckets.slice(0, 1) }, isProtected, status);
    expect(await refusalOfAsync(() => configured(gone))).toMatchObject({
      reason: 'WouldLoseData',
      problems: [{ message: expect.stringContaining('bucket/uploads of files') }],
    });
    await configured(files({ buckets }, isProtected, status));
  });

  it('refuse to remove the versioning of a bucket', async () => {
    const { status } = await configured(files({ buckets }));
    const off = files({ buckets: [{ name: 'invoices' }, { name: 'uploads' }] }, {}, status);
    expect((await refusalOfAsync(() => configured(off))).problems).toMatchObject([
      { message: expect.stringContaining('The versioning of bucket/invoices cannot be removed') },
    ]);
    await configured(
      files({ buckets: [{ name: 'invoices', versioning: 'suspended' }, buckets[1]] }, {}, status),
    );
  });
});
