import { describe, expect, it } from 'vitest';
import { releaseWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { checkDataSafety, checkImmutableFields } from './data-safety.ts';
import type { DeliveredRelease } from './existing-request.ts';
import type { Release, ReleaseFacts } from './release.ts';

const db: DeliveredRelease = {
  name: 'db',
  chart: 'postgresql',
  version: '1.0.0',
  digest: 'sha256:0',
  values: 'v',
  namespace: 'dev',
  engine: 'postgresql',
  engineVersion: '16',
  storage: '20Gi',
  replicas: 3,
  protected: true,
};
const facts: ReleaseFacts = { engine: 'postgresql', engineVersion: '16', storage: '20Gi', replicas: 3 };
const plan = (change: ReleaseFacts = {}, release: Partial<Release> = {}) => [
  {
    release: releaseWith({
      path: 'spec.services[0]',
      name: 'db',
      category: 'platform',
      stateful: true,
      chart: { name: 'postgresql', version: '1.0.0' },
      ...release,
    }),
    facts: { ...facts, ...change },
  },
];
const check =
  (planned: Parameters<typeof checkDataSafety>[0], before: DeliveredRelease = db) =>
  () =>
    checkDataSafety(planned, [before]);

describe('checkDataSafety()', () => {
  it.each<[string, ReleaseFacts]>([
    ['the same', {}],
    ['more storage', { storage: '1Ti' }],
    ['the same storage in another unit', { storage: '20480Mi' }],
    ['a newer major version', { engineVersion: '17' }],
    ['another minor version', { engineVersion: '16.1' }],
    ['fewer replicas of an engine that scales', { replicas: 1 }],
  ])('accepts %s', (_, change) => {
    check(plan(change))();
  });

  it('refuses the loss of what a protected service holds, with what to do', () => {
    const contents = ['topic/orders partitions=3', 'topic/audit'];
    const before = { ...db, contents };
    check(plan({ contents: [...contents, 'topic/new'] }), before)();
    check(plan({ contents: [] }), { ...before, protected: false })();
    check(plan({ contents }), db)();
    expect(refusalOf(check(plan({ contents: ['topic/audit'] }), before))).toMatchObject({
      reason: 'WouldLoseData',
      problems: [
        {
          path: 'spec.services[0]',
          message:
            'Protected releases would lose data inside: topic/orders of db; set deletionProtection: false on them first',
        },
      ],
    });
  });

  it('lists ten of the names that are lost', () => {
    const contents = Array.from({ length: 12 }, (_, index) => `topic/t${index}`);
    const [problem] = refusalOf(check(plan(), { ...db, contents })).problems;
    expect(problem!.message).toContain('topic/t9 of db, 2 more; set');
  });

  it('refuses a change inside a service that its engine cannot make', () => {
    const contentChangeProblem = (from: string, to: string) => (from === to ? undefined : `${from} is fixed`);
    const before = { ...db, protected: false, contents: ['topic/orders partitions=3', 'topic/gone'] };
    const planned = (content: string) => plan({ contents: [content] }, { contentChangeProblem });
    check(planned('topic/orders partitions=3'), before)();
    expect(refusalOf(check(planned('topic/orders partitions=2'), before)).problems).toEqual([
      { path: 'spec.services[0]', message: 'topic/orders partitions=3 is fixed' },
    ]);
  });

  it.each<[string, ReleaseFacts, string]>([
    ['less storage', { storage: '19Gi' }, 'storage.size'],
    ['less storage in a unit that reads larger', { storage: '20000M' }, 'storage.size'],
    ['another engine', { engine: 'mongodb' }, 'type'],
    ['no volume for the log any more', {}, 'values.postgresql.walStorage.size'],
    ['a smaller volume for the log', { walStorage: '4Gi' }, 'values.postgresql.walStorage.size'],
  ])('refuses %s', (_, change, field) => {
    const refusal = refusalOf(check(plan(change), { ...db, walStorage: '5Gi' }));
    expect(refusal.reason).toBe('WouldLoseData');
    expect(pathsOf(refusal)).toContain(`spec.services[0].${field}`);
  });

  it('refuses a restore of a delivered service, and accepts the one that created it', () => {
    const restoredFrom = 's3://backups/prod.shop.db.pg16';
    const restored = { ...db, restoredFrom };
    expect(pathsOf(refusalOf(check(plan({ restoredFrom }))))).toEqual(['spec.services[0].restore']);
    expect(pathsOf(refusalOf(check(plan({ restoredFrom: 's3://other/x' }), restored)))).toEqual([
      'spec.services[0].restore',
    ]);
    check(plan({ restoredFrom }), restored)();
    check(plan({}), restored)();
  });

  it('refuses another chart, even for the same engine', () => {
    const chart = { name: 'our-postgres', version: '1.0.0' };
    expect(pathsOf(refusalOf(check(plan({}, { chart }))))).toEqual(['spec.services[0].chart.name']);
  });

  it('reports only the replacement if another object takes the name of a service', () => {
    const none = { engine: 'redis', engineVersion: '7', storage: '1Gi', mode: 'cluster' };
    expect(pathsOf(refusalOf(check(plan(none))))).toEqual(['spec.services[0].type']);
    const application = { path: 'spec.applications[0]', category: 'applications' as const, stateful: false };
    expect(pathsOf(refusalOf(check(plan({ ...none, engine: 'none' }, application))))).toEqual([
      'spec.applications[0].name',
    ]);
  });

  it('refuses to remove the storage', () => {
    const { storage: _, ...without } = facts;
    const planned = [{ release: plan()[0]!.release, facts: without }];
    expect(pathsOf(refusalOf(check(planned)))).toEqual(['spec.services[0].storage.size']);
  });

  it('refuses a version that the engine cannot change to, and names the reason', () => {
    const versionChangeProblem = (from: string, to: string) => `${from} to ${to} is impossible`;
    const planned = plan({ engineVersion: '17' }, { versionChangeProblem });
    expect(refusalOf(check(planned))).toMatchObject({
      problems: [{ path: 'spec.services[0].version', message: '16 to 17 is impossible' }],
    });
    check(plan({ engineVersion: '17' }, { versionChangeProblem: () => undefined }))();
  });

  it('refuses to grow a volume if the operator cannot', () => {
    expect(pathsOf(refusalOf(check(plan({ storage: '30Gi' }, { growsStorage: false }))))).toEqual([
      'spec.services[0].storage.size',
    ]);
    check(plan({ storage: '20480Mi' }, { growsStorage: false }))();
  });

  it('refuses another storage class', () => {
    expect(refusalOf(check(plan({ storageClass: 'fast' })))).toMatchObject({
      problems: [
        {
          path: 'spec.services[0].storage.storageClass',
          message: expect.stringContaining(`from the cluster's default to "fast"`),
        },
      ],
    });
    check(plan({ storageClass: 'fast' }), { ...db, storageClass: 'fast' })();
  });

  it('refuses another Secret with the key of the data, and none', () => {
    const sealed = { ...db, sealSecret: 'seal' };
    for (const secret of [{ sealSecret: 'other' }, {}]) {
      expect(refusalOf(check(plan(secret), sealed))).toMatchObject({
        problems: [
          {
            path: 'spec.services[0].credentials.secretName',
            message: expect.stringContaining('cannot change from "seal"'),
          },
        ],
      });
    }
    check(plan({ sealSecret: 'seal' }), sealed)();
  });

  it('refuses another mode, which is another kind of object', () => {
    const redis = { ...db, engine: 'redis', mode: 'standalone' };
    expect(pathsOf(refusalOf(check(plan({ engine: 'redis', mode: 'cluster' }), redis)))).toEqual([
      'spec.services[0].mode',
    ]);
  });

  it('refuses another namespace', () => {
    expect(pathsOf(refusalOf(check(plan({}, { namespace: 'team-dev' }))))).toEqual(['spec.namespace']);
  });

  it('refuses to scale if the engine cannot', () => {
    expect(pathsOf(refusalOf(check(plan({ replicas: 1 }, { scaling: 'up' }))))).toEqual([
      'spec.services[0].replicas',
    ]);
    check(plan({ replicas: 5 }, { scaling: 'up' }))();
    expect(pathsOf(refusalOf(check(plan({ replicas: 5 }, { scaling: 'none' }))))).toEqual([
      'spec.services[0].replicas',
    ]);
  });

  it('refuses more replicas than one with the reason of the engine', () => {
    const single = { ...db, engine: 'kafka', replicas: 1 };
    const kafka = { engine: 'kafka', replicas: 3 };
    const singleReplicaReason = 'it cannot add controllers';
    expect(refusalOf(check(plan(kafka, { scaling: 'up', singleReplicaReason }), single)).problems).toEqual([
      {
        path: 'spec.services[0].replicas',
        message:
          'The replicas of kafka cannot change from 1 to 3: it cannot add controllers; keep 1, or add a service and copy the data',
      },
    ]);
    check(plan(kafka, { scaling: 'up' }), single)();
    check(plan({ ...kafka, replicas: 5 }, { scaling: 'up', singleReplicaReason }), {
      ...single,
      replicas: 3,
    })();
  });

  it('refuses one replica instead of more with the reason of the engine', () => {
    const several = { ...db, engine: 'files', replicas: 3 };
    const singleReplicaReason = 'one has no copies';
    const to = (replicas: number) =>
      check(plan({ engine: 'files', replicas }, { scaling: 'both', singleReplicaReason }), several);
    expect(refusalOf(to(1)).problems.map(({ message }) => message)).toEqual([
      'The replicas of files cannot change from 3 to 1: one has no copies; keep 3, or add a service and copy the data',
    ]);
    to(2)();
    to(5)();
  });

  it('refuses to remove protected releases, all in one message', () => {
    const other = { ...db, name: 'queue' };
    expect(refusalOf(() => checkDataSafety([], [db, other]))).toEqual({
      reason: 'WouldLoseData',
      problems: [
        {
          path: 'spec',
          message:
            'Protected releases would lose their data: db, queue; set deletionProtection: false on them first',
        },
      ],
    });
  });

  it('accepts the removal of an unprotected release', () => {
    checkDataSafety([], [{ ...db, protected: false }]);
  });

  it('refuses an application with the name of a delivered database', () => {
    const planned = [{ release: releaseWith({ name: 'db' }), facts: {} }];
    expect(refusalOf(check(planned)).problems[0]?.message).toContain('would be lost');
  });

  it('accepts any change of a release without data', () => {
    const { engine: _, storage: __, protected: ___, ...web } = { ...db, name: 'web' };
    checkDataSafety([{ release: releaseWith({ namespace: 'team-dev' }), facts: {} }], [web]);
    checkDataSafety([], [web]);
  });
});

describe('checkDataSafety() of an application with volumes', () => {
  const { engine: _engine, engineVersion: _version, storage: _storage, replicas: _replicas, ...rest } = db;
  const files = { ...rest, name: 'files', chart: 'microservice', contents: ['volume/data size=10Gi'] };
  const application = (contents: string[], release: Partial<Release> = {}) => [
    {
      release: releaseWith({
        path: 'spec.applications[0]',
        name: 'files',
        contentsField: 'volumes',
        ...release,
      }),
      facts: { contents },
    },
  ];

  it('refuses to lose a volume while it is protected', () => {
    check(application(['volume/data size=20Gi', 'volume/more size=1Gi']), files)();
    check(application([]), { ...files, protected: false })();
    expect(refusalOf(check(application([]), files)).problems).toEqual([
      {
        path: 'spec.applications[0].volumes',
        message:
          'Protected releases would lose data inside: volume/data of files; set deletionProtection: false on them first',
      },
    ]);
    expect(pathsOf(refusalOf(check([], files)))).toEqual(['spec']);
  });

  it('refuses a service of its name, protected or not', () => {
    const service = plan({}, { name: 'files' });
    expect(refusalOf(check(service, { ...files, protected: false })).problems).toEqual([
      {
        path: 'spec.services[0].name',
        message:
          '"files" is delivered as an application, whose volumes would be lost; use another name for the service',
      },
    ]);
  });

  it('refuses another namespace, and another environment', () => {
    const moved = application(files.contents, { namespace: 'qa' });
    expect(pathsOf(refusalOf(check(moved, files)))).toEqual(['spec.namespace']);
    const spec = { environment: 'qa', namespace: 'qa' };
    expect(
      refusalOf(() => checkImmutableFields(spec, { environment: 'dev', releases: [files] })).reason,
    ).toBe('WouldLoseData');
  });
});

describe('checkImmutableFields()', () => {
  const { engine: _, ...web } = { ...db, name: 'web' };

  it('accepts a first delivery, and an unchanged placement', () => {
    checkImmutableFields({ environment: 'dev', namespace: 'dev' }, { releases: [] });
    checkImmutableFields({ environment: 'dev', namespace: 'dev' }, { environment: 'dev', releases: [db] });
  });

  it('refuses another environment', () => {
    expect(
      refusalOf(() =>
        checkImmutableFields({ environment: 'qa', namespace: 'qa' }, { environment: 'dev', releases: [db] }),
      ),
    ).toEqual({
      reason: 'WouldLoseData',
      problems: [
        {
          path: 'spec.environment',
          message:
            'The environment cannot change from "dev" to "qa"; create a new request and delete this one',
        },
      ],
    });
  });

  it('refuses another namespace of a release without data', () => {
    const step = () =>
      checkImmutableFields(
        { environment: 'dev', namespace: 'team-dev' },
        { environment: 'dev', releases: [web] },
      );
    expect(refusalOf(step)).toMatchObject({ reason: 'Immutable', problems: [{ path: 'spec.namespace' }] });
  });
});
