import { describe, expect, it } from 'vitest';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import {
  operatorFile,
  projectsFile,
  type RootName,
  releaseFiles,
  rootPaths,
  stateStoreURL,
} from './state-store.ts';

/** Argo CD matches an include against the whole relative path, and `*` crosses `/` (directory source, include). */
function includes(include: string, path: string): boolean {
  const alternatives = include.slice(1, -1).split(',');
  return alternatives.some((glob) =>
    new RegExp(`^${glob.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`).test(path),
  );
}

describe('releaseFiles()', () => {
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
  ])('lets the root %s take its own half and its own sentinel', (root, taken) => {
    const { include } = rootPaths('nonprod', root);
    expect(files.filter((file) => includes(include, file))).toEqual(taken);
  });

  it('puts every sentinel into the folder that its root watches, under the name that its include has', () => {
    for (const root of ['apps', 'platform', 'operators'] as const) {
      const { watches, include, sentinel } = rootPaths('prod', root);
      expect(sentinel.startsWith(`${watches}/`)).toBe(true);
      expect(includes(include, sentinel.slice(watches.length + 1))).toBe(true);
    }
  });

  it('keeps the files of two cluster types apart', () => {
    expect(rootPaths('prod', 'apps').file).toBe('root-apps/prod/prod-apps-rootapp.yaml');
    expect(projectsFile('prod')).toBe('root-apps/prod/prod-projects.yaml');
    expect(operatorFile('prod', 'redis')).toBe('operators/prod/redis/application.yaml');
  });
});

describe('stateStoreURL()', () => {
  it('is the same with a slash at the end of the host or without', () => {
    const urls = ['ssh://git@git.example.com', 'ssh://git@git.example.com/'].map((giteaURL) =>
      stateStoreURL(platformWith({ giteaURL })),
    );
    expect(urls).toEqual(Array(2).fill('ssh://git@git.example.com/acme/state-store.git'));
  });
});
