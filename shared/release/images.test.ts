import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { mergeValues } from '../helm/merge-values.ts';
import { imageProblems } from './images.ts';

const allowed = ['registry.example.com/*', 'docker.io/library/nginx'];

/** Returns the problems of a request's values on a chart with some defaults. */
const problemsOf = (values: Values, chart: Values = {}) =>
  imageProblems(values, {
    allowed,
    below: chart,
    effective: mergeValues({ values: chart }, [{ name: 'request', values }]).values,
  });

const bitnami = {
  global: { imageRegistry: '' },
  image: { registry: 'docker.io', repository: 'bitnami/web' },
};

describe('imageProblems()', () => {
  it.each<[string, Values, Values?]>([
    ['no image', { replicas: 2 }],
    ['an allowed registry', { image: { repository: 'registry.example.com/shop/web', tag: '1' } }],
    ['a reference', { sidecar: { image: 'registry.example.com/web:1' } }],
    ['a reference with a digest', { image: 'registry.example.com/web:1@sha256:00' }],
    ['an image of the default registry', { image: { repository: 'library/nginx' } }],
    ['an image of the default registry by its short name', { image: { repository: 'nginx' } }],
    ['a tag alone', { image: { tag: '1.2.3' } }, { image: { registry: 'ghcr.io', repository: 'acme/web' } }],
    [
      'a repository below the registry of the chart',
      { image: { repository: 'acme/web' } },
      { image: { registry: 'registry.example.com', repository: 'other' } },
    ],
    [
      'a registry of its own field',
      { image: { registry: 'registry.example.com', repository: 'web' } },
      { image: { registry: '', repository: '' } },
    ],
    [
      'a registry for the repository of the chart',
      { image: { registry: 'registry.example.com' } },
      { image: { registry: 'ghcr.io', repository: 'acme/web' } },
    ],
    [
      'a repository below the registry of all images',
      { image: { repository: 'acme/web' } },
      { ...bitnami, global: { imageRegistry: 'registry.example.com' } },
    ],
    ['an allowed registry for all images', { global: { imageRegistry: 'registry.example.com' } }, bitnami],
    [
      'a name below the repository of the chart',
      { image: { name: 'web' } },
      { image: { repository: 'registry.example.com/acme', name: 'other' } },
    ],
    [
      'a reference beside the registry of the chart',
      { imageName: 'acme/web' },
      { imageRegistry: 'registry.example.com', imageName: 'other' },
    ],
    [
      'pull secrets',
      { imagePullSecrets: [{ name: 'access' }], image: { pullSecrets: [{ name: 'access' }] } },
    ],
    ['settings of several images', { images: { tag: 'v1', pullPolicy: 'Always' } }],
    ['the repository of something else', { git: { repository: 'acme/web' } }],
    [
      'an image of a dependency whose registry the chart sets',
      { db: { image: { repository: 'acme/web' } } },
      { db: { image: { registry: 'registry.example.com' } } },
    ],
  ])('accepts %s', (_, values, chart) => {
    expect(problemsOf(values, chart)).toEqual([]);
  });

  it.each<[string, Values, string, string, Values?]>([
    ['another registry', { image: { repository: 'evil.example.com/web' } }, 'image', 'evil.example.com/web'],
    ['the default registry', { image: { repository: 'web' } }, 'image', 'docker.io/library/web'],
    [
      'the default registry of the chart',
      { image: { repository: 'registry.example.com/web' } },
      'image',
      'ghcr.io/registry.example.com/web',
      { image: { registry: 'ghcr.io' } },
    ],
    [
      'a repository of another registry, if the chart may ignore the field registry',
      { image: { registry: 'registry.example.com', repository: 'evil.example.com/web' } },
      'image',
      'evil.example.com/web',
      { image: { repository: 'web' } },
    ],
    [
      'the removal of the registry',
      { image: { registry: '' } },
      'image',
      'docker.io/acme/web',
      { image: { registry: 'registry.example.com', repository: 'acme/web' } },
    ],
    [
      'a host that only begins like an allowed one',
      { image: { repository: 'registry.example.com.evil.io/web' } },
      'image',
      'registry.example.com.evil.io/web',
    ],
    [
      'a port',
      { image: { repository: 'registry.example.com:5000/web' } },
      'image',
      'registry.example.com:5000/web',
    ],
    [
      'a registry for all images',
      { global: { imageRegistry: 'evil.example.com' } },
      'global.imageRegistry',
      'evil.example.com/',
    ],
    [
      'a repository below a registry of all images that the chart may ignore',
      { image: { repository: 'evil.example.com/web' } },
      'image',
      'evil.example.com/web',
      { global: { imageRegistry: 'registry.example.com' }, image: { repository: 'web' } },
    ],
    ['a registry alone', { image: { registry: 'evil.example.com' } }, 'image', 'evil.example.com/'],
    [
      'a reference in a list',
      { jobs: [{ initImage: 'evil.example.com/a/b:1@sha256:00' }] },
      'jobs[0].initImage',
      'evil.example.com/a/b',
    ],
    ['a list of references', { images: ['evil.example.com/web:1'] }, 'images[0]', 'evil.example.com/web'],
    [
      'an object of references',
      { images: { web: 'evil.example.com/web' } },
      'images.web',
      'evil.example.com/web',
    ],
    [
      'a repository deep below an image',
      { image: { engine: { repository: 'evil.example.com/web' } } },
      'image.engine',
      'evil.example.com/web',
    ],
    [
      'a repository beside the tag of the chart',
      { worker: { repository: 'evil.example.com/web' } },
      'worker',
      'evil.example.com/web',
      { worker: { tag: '1' } },
    ],
    [
      'a name as a reference',
      { image: { name: 'evil.example.com/web', repository: 'registry.example.com/web' } },
      'image',
      'evil.example.com/web',
      { image: { name: 'web' } },
    ],
    ['a name alone', { image: { name: 'evil.example.com/web' } }, 'image', 'evil.example.com/web'],
    [
      'a key with a name',
      { imageRepository: 'evil.example.com/web' },
      'imageRepository',
      'evil.example.com/web',
    ],
    [
      'a reference with a registry beside the registry of the chart',
      { image: 'evil.example.com/web:1' },
      'image',
      'evil.example.com/web',
      { registry: 'registry.example.com', image: 'web' },
    ],
  ])('refuses %s', (_, values, path, repository, chart) => {
    expect(problemsOf(values, chart)).toEqual([
      {
        path,
        message: `Image repository "${repository}" is not allowed; allowed: registry.example.com/*, docker.io/library/nginx`,
      },
    ]);
  });

  it.each([
    ['acme/*', 'acme/web', true],
    ['acme/*', 'acme.io/web', false],
    ['nginx', 'nginx', true],
    ['docker.io/nginx', 'library/nginx', true],
    ['docker.io/*', 'acme/web', true],
    ['*', 'acme.io/web', true],
    ['*.acme.io/*', 'r.acme.io/web', true],
  ])('reads the pattern %s as Docker reads a repository: %s', (pattern, repository, isAllowed) => {
    const values = { image: { repository } };
    const problems = imageProblems(values, { allowed: [pattern], below: {}, effective: values });
    expect(problems.length === 0).toBe(isAllowed);
  });

  it('refuses to remove the registry of all images', () => {
    const chart = { global: { imageRegistry: 'registry.example.com' } };
    for (const imageRegistry of ['', null]) {
      expect(problemsOf({ global: { imageRegistry } }, chart)).toEqual([
        {
          path: 'global.imageRegistry',
          message: 'Would remove the registry "registry.example.com" from the images; keep it',
        },
      ]);
    }
  });
});
