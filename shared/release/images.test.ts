import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { imageProblems } from './images.ts';

const allowed = ['registry.example.com/*', 'docker.io/library/nginx'];

describe('imageProblems()', () => {
  it.each<[string, Values]>([
    ['no image', { replicas: 2 }],
    ['an allowed registry', { image: { repository: 'registry.example.com/shop/web', tag: '1' } }],
    ['a registry of its own field', { image: { registry: 'registry.example.com', repository: 'web' } }],
    ['a reference', { sidecar: { image: 'registry.example.com/web:1' } }],
    ['an image of the default registry', { image: { repository: 'library/nginx' } }],
    ['a tag alone', { image: { tag: '1.2.3' } }],
  ])('accepts %s', (_, values) => {
    expect(imageProblems(values, allowed)).toEqual([]);
  });

  it.each<[string, Values, string, string]>([
    ['another registry', { image: { repository: 'evil.example.com/web' } }, 'image', 'evil.example.com/web'],
    ['the default registry', { image: { repository: 'web' } }, 'image', 'docker.io/web'],
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
    ['a registry alone', { image: { registry: 'evil.example.com' } }, 'image', 'evil.example.com/'],
    [
      'a reference in a list',
      { jobs: [{ initImage: 'evil.example.com/a/b:1@sha256:00' }] },
      'jobs[0].initImage',
      'evil.example.com/a/b',
    ],
  ])('refuses %s', (_, values, path, repository) => {
    expect(imageProblems(values, allowed)).toEqual([
      {
        path,
        message: `Image repository "${repository}" is not allowed; allowed: registry.example.com/*, docker.io/library/nginx`,
      },
    ]);
  });

  it('allows every image without patterns', () => {
    expect(imageProblems({ image: 'evil.example.com/web' }, undefined)).toEqual([]);
  });
});
