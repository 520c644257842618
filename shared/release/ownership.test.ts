import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaring, existingWith, platformWith, releaseWith } from '../../test/support/platform.ts';
import { refusalOf } from '../../test/support/refusal.ts';
import type { DeliveredRelease, ExistingRequest } from './existing-request.ts';
import { checkNames } from './ownership.ts';

const platform = declaring(platformWith());
/** Platform whose environments share a namespace. */
const sharing = platformWith({ gitOps: { environments: ['dev', 'qa', 'b-dev'], namespaces: ['shared'] } });
const older = { uid: 'a', creationTimestamp: '2026-01-01T00:00:00Z' };
const younger = { uid: 'b', creationTimestamp: '2026-01-02T00:00:00Z' };
const delivers = (name: string, namespace = 'dev'): Pick<ExistingRequest, 'releases'> => ({
  releases: [{ name, namespace } as DeliveredRelease],
});

function check(self: ExistingRequest, others: readonly ExistingRequest[], release = releaseWith()): void {
  checkNames([release], { self, requests: [platform, self, ...others] });
}

describe('checkNames()', () => {
  it('refuses a name that an older request claims, naming its owner', () => {
    const self = existingWith(younger);
    const other = existingWith({ ...older, namespace: 'team-b', name: 'other' });
    expect(refusalOf(() => check(self, [other]))).toEqual({
      reason: 'NameTaken',
      problems: [
        {
          path: 'spec.applications[0].name',
          message:
            'Name "web-dev" belongs to ApplicationClaim team-b/other; use another name, or ask its owner to release it',
        },
      ],
    });
  });

  it('gives the name to the older of two requests', () => {
    check(existingWith(older), [existingWith({ ...younger, name: 'other' })]);
  });

  it('refuses the name of a Service that an operator creates for another request', () => {
    const other = existingWith({
      ...older,
      name: 'other',
      items: [{ name: 'db', namespace: 'dev' }],
      derivedNames: new Map([['db', ['web']]]),
    });
    expect(refusalOf(() => check(existingWith(younger), [other])).problems).toEqual([
      {
        path: 'spec.applications[0].name',
        message:
          'Name "web" in namespace "dev" belongs to ApplicationClaim team-a/other; use another name, or ask its owner to release it',
      },
    ]);
    check(existingWith(younger), [{ ...other, environment: 'qa' }]);
  });

  it('refuses a service whose operator creates a Service with the name of another request', () => {
    const db = releaseWith({ name: 'db', derivedNames: ['db-rw', 'web'] });
    const other = existingWith({ ...older, name: 'other' });
    expect(refusalOf(() => check(existingWith(younger), [other], db)).problems).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('Name "web" in namespace "dev" belongs to'),
      }),
    ]);
  });

  it('refuses a release with the name of a Service of another release of the request', () => {
    const self = existingWith(older);
    const releases = [releaseWith(), releaseWith({ name: 'db', derivedNames: ['web'] })];
    expect(refusalOf(() => checkNames(releases, { self, requests: [platform, self] })).problems).toEqual([
      {
        path: 'spec.applications[0].name',
        message: 'Name "web" is reserved for an object of "db"; use another name',
      },
    ]);
  });

  it('keeps a delivered name from an older request', () => {
    const self = existingWith({ ...younger, ...delivers('web') });
    check(self, [existingWith({ ...older, name: 'other' })]);
  });

  it('refuses a name that a younger request delivers', () => {
    const other = existingWith({ ...younger, name: 'other', ...delivers('web') });
    expect(refusalOf(() => check(existingWith(older), [other])).reason).toBe('NameTaken');
  });

  it('refuses a name that another request delivers but no longer claims', () => {
    const other = existingWith({ ...younger, name: 'other', items: [], ...delivers('web') });
    expect(refusalOf(() => check(existingWith(older), [other])).reason).toBe('NameTaken');
  });

  it('compares the uids of requests created in the same second', () => {
    const same = { creationTimestamp: older.creationTimestamp };
    const [first, second] = [
      existingWith({ ...same, uid: '1' }),
      existingWith({ ...same, uid: '2', name: 'other' }),
    ];
    check(first, [second]);
    expect(refusalOf(() => check(second, [first])).reason).toBe('NameTaken');
  });

  it('identifies itself by kind, namespace and name', () => {
    const self = existingWith(younger);
    check(self, [{ ...self, ...older }]);
  });

  it('accepts a name that is used in another environment', () => {
    const other = existingWith({
      ...older,
      name: 'other',
      environment: 'qa',
      items: [{ name: 'web', namespace: 'qa' }],
    });
    check(existingWith(younger), [other]);
  });

  it('refuses the same Application name from another name and environment', () => {
    const other = existingWith({
      ...older,
      name: 'other',
      environment: 'b-dev',
      items: [{ name: 'a', namespace: 'b-dev' }],
    });
    const self = existingWith({ ...younger, items: [{ name: 'a-b', namespace: 'dev' }] });
    const step = () =>
      checkNames([releaseWith({ name: 'a-b' })], { self, requests: [declaring(sharing), self, other] });
    expect(refusalOf(step).reason).toBe('NameTaken');
  });

  it('refuses a duplicate release name in one namespace of one destination, across environments', () => {
    const other = existingWith({
      ...older,
      name: 'other',
      environment: 'qa',
      items: [{ name: 'web', namespace: 'shared' }],
    });
    const self = existingWith(younger);
    const release = releaseWith({ namespace: 'shared' });
    const refusal = refusalOf(() =>
      checkNames([release], { self, requests: [declaring(sharing), self, other] }),
    );
    expect(refusal.problems[0]?.message).toContain('"web" in namespace "shared" belongs to ApplicationClaim');
  });

  it('accepts the same release name in one namespace of two destinations', () => {
    const elsewhere = platformWith({
      destination: { name: 'production' },
      gitOps: { clusterType: 'prod', environments: ['prod'] },
    });
    const other = existingWith({
      ...older,
      name: 'other',
      environment: 'prod',
      items: [{ name: 'web', namespace: 'shared' }],
    });
    check(existingWith(younger), [declaring(elsewhere), other], releaseWith({ namespace: 'shared' }));
  });

  it("identifies Argo CD's own cluster by URL and by name", () => {
    const elsewhere = platformWith({
      destination: { name: 'in-cluster' },
      gitOps: { clusterType: 'prod', environments: ['prod'], namespaces: ['shared'] },
    });
    const other = existingWith({
      ...older,
      name: 'other',
      environment: 'prod',
      items: [{ name: 'web', namespace: 'shared' }],
    });
    const step = () =>
      check(existingWith(younger), [declaring(elsewhere), other], releaseWith({ namespace: 'shared' }));
    expect(refusalOf(step).reason).toBe('NameTaken');
  });

  it.each([
    ['from a namespace that may not use the environment', { namespace: 'team-evil' }],
    ['into a reserved namespace', { items: [{ name: 'web', namespace: 'kube-system' }] }],
    ['into a namespace of another environment', { items: [{ name: 'web', namespace: 'qa' }] }],
    ['with a forged delivery from such a namespace', { namespace: 'team-evil', ...delivers('web') }],
  ])('ignores a claim %s', (_, overrides) => {
    const restricted = declaring(
      platformWith({ tenants: [{ name: 'good', requestNamespaces: ['team-good'], namespaces: ['dev'] }] }),
    );
    const other = existingWith({ ...older, namespace: 'team-good', name: 'other', ...overrides });
    const self = existingWith({ ...younger, namespace: 'team-good' });
    expect(() => checkNames([releaseWith()], { self, requests: [restricted, self, other] })).not.toThrow();
    const allowed = existingWith({ ...older, namespace: 'team-good', name: 'other' });
    expect(
      refusalOf(() => checkNames([releaseWith()], { self, requests: [restricted, self, allowed] })),
    ).toMatchObject({ reason: 'NameTaken' });
  });

  it('reports every taken name', () => {
    const other = existingWith({
      ...older,
      name: 'other',
      items: ['a', 'b'].map((name) => ({ name, namespace: 'dev' })),
    });
    const self = existingWith(younger);
    const releases = ['a', 'free', 'b'].map((name, index) =>
      releaseWith({ name, path: `spec.applications[${index}]` }),
    );
    const refusal = refusalOf(() => checkNames(releases, { self, requests: [platform, other, self] }));
    expect(refusal.problems.map(({ path }) => path)).toEqual([
      'spec.applications[0].name',
      'spec.applications[2].name',
    ]);
  });

  it('gives a name to exactly one of all requests that claim it', () => {
    const request = fc.record({ age: fc.nat(3), isDelivered: fc.constant(false) });
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(5)),
        (ages, delivering) => {
          const requests = ages.map(({ age }, index) =>
            existingWith({
              name: `r${index}`,
              uid: `u${index}`,
              creationTimestamp: `2026-01-0${age + 1}T00:00:00Z`,
              ...(index === delivering ? delivers('web') : {}),
            }),
          );
          const owners = requests.filter((self) => {
            try {
              check(self, requests);
              return true;
            } catch {
              return false;
            }
          });
          return (
            owners.length === 1 &&
            (delivering === null || delivering >= ages.length || owners[0] === requests[delivering])
          );
        },
      ),
    );
  });
});
