import { describe, expect, it } from 'vitest';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import type { DeliveredRelease } from './existing-request.ts';
import {
  includeNamespaces,
  keepNames,
  nameScopeOf,
  namespaceFile,
  operatorFile,
  projectsFile,
  type RootName,
  releaseFiles,
  rootPaths,
  stateStoreURL,
} from './state-store.ts';

/** Matches as Argo CD does: an include covers the whole relative path, and `*` crosses `/` (directory source). */
function includes(include: string, path: string): boolean {
  const alternatives = include.slice(1, -1).split(',');
  return alternatives.some((glob) =>
    new RegExp(`^${glob.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(path),
  );
}

const delivered = (values: unknown): DeliveredRelease => ({ name: 'web', values }) as DeliveredRelease;

describe('nameScopeOf()', () => {
  it.each([
    ['environments/nonprod/dev/applications/web/values.yaml', undefined],
    ['environments/nonprod/dev/applications/pay/web/values.yaml', 'pay'],
    ['web', undefined],
    [undefined, undefined],
    [5, undefined],
  ])('reads the tenant in %j', (values, expected) => {
    expect(nameScopeOf(delivered(values))).toBe(expected);
  });
});

describe('keepNames()', () => {
  const release = releaseWith({ tenant: 'pay', nameScope: 'pay' });

  it('keeps the names of a release that was delivered without a tenant', () => {
    const [kept] = keepNames([release], [delivered(releaseFiles(releaseWith()).values)]);
    expect(releaseFiles(kept!)).toEqual(releaseFiles(releaseWith()));
    expect(kept?.tenant).toBe('pay');
  });

  it('uses the names of the tenant for a new release, and for one that has them', () => {
    expect(keepNames([release], [])).toEqual([release]);
    expect(keepNames([release], [delivered(releaseFiles(release).values)])).toEqual([release]);
  });
});

describe('releaseFiles()', () => {
  it('returns the files below the folder of the tenant', () => {
    expect(releaseFiles(releaseWith({ nameScope: 'pay' })).values).toBe(
      'environments/nonprod/dev/applications/pay/web/values.yaml',
    );
  });

  it('names the three files of an application', () => {
    expect(releaseFiles(releaseWith())).toEqual({
      values: 'environments/nonprod/dev/applications/web/values.yaml',
      config: 'environments/nonprod/dev/applications/web/config.yaml',
      application: 'environments/nonprod/dev/applications/web/application.yaml',
    });
  });
});

describe('rootPaths()', () => {
  const files = [
    'dev/applications/web/application.yaml',
    'dev/applications/web/values.yaml',
    'dev/applications/web/config.yaml',
    'dev/platform/db/application.yaml',
    '_apps-root.yaml',
    '_platform-root.yaml',
    '.kratix/state.yaml',
  ];

  it.each<[RootName, string[]]>([
    ['apps', ['dev/applications/web/application.yaml', '_apps-root.yaml']],
    ['platform', ['dev/platform/db/application.yaml', '_platform-root.yaml']],
  ])('includes only the Applications and the sentinel of the root %s', (root, taken) => {
    const { include } = rootPaths('nonprod', root);
    expect(files.filter((file) => includes(include, file))).toEqual(taken);
  });

  it('includes each sentinel in the folder that its root watches', () => {
    for (const root of ['apps', 'platform', 'operators'] as const) {
      const { watches, include, sentinel } = rootPaths('prod', root);
      expect(sentinel.startsWith(`${watches}/`)).toBe(true);
      expect(includes(include, sentinel.slice(watches.length + 1))).toBe(true);
    }
  });

  it('includes the defaults of namespaces in one root only, if there are any', () => {
    const paths = ['pay-dev', 'applications', 'platform'].map((name) =>
      namespaceFile('nonprod', name).replace('environments/nonprod/', ''),
    );
    const { include } = rootPaths('nonprod', 'platform');
    const all = [...files, ...paths];
    expect(all.filter((file) => includes(rootPaths('nonprod', 'apps').include, file))).toEqual([
      'dev/applications/web/application.yaml',
      '_apps-root.yaml',
    ]);
    expect(all.filter((file) => includes(include, file))).not.toEqual(expect.arrayContaining(paths));
    expect(all.filter((file) => includes(includeNamespaces(include), file))).toEqual([
      'dev/platform/db/application.yaml',
      '_platform-root.yaml',
      ...paths,
    ]);
  });

  it('separates the files of cluster types', () => {
    expect(rootPaths('prod', 'apps').file).toBe('root-apps/prod/prod-apps-rootapp.yaml');
    expect(projectsFile('prod')).toBe('root-apps/prod/prod-projects.yaml');
    expect(operatorFile('prod', 'redis')).toBe('operators/prod/redis/application.yaml');
  });
});

describe('stateStoreURL()', () => {
  it('ignores a trailing slash of the host', () => {
    const urls = ['ssh://git@git.example.com', 'ssh://git@git.example.com/'].map((giteaURL) =>
      stateStoreURL(platformWith({ giteaURL })),
    );
    expect(urls).toEqual(Array(2).fill('ssh://git@git.example.com/acme/state-store.git'));
  });
});
