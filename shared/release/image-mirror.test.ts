import { describe, expect, it } from 'vitest';
import { mirrored, mirroredImages } from './image-mirror.ts';

const mirror = 'registry.example.com:5000/mirror';

describe('mirrored()', () => {
  it.each([
    ['ghcr.io/cloudnative-pg/postgresql', 'ghcr.io/cloudnative-pg/postgresql'],
    ['percona/percona-server-mongodb', 'docker.io/percona/percona-server-mongodb'],
    ['rabbitmq', 'docker.io/library/rabbitmq'],
    ['localhost/x', 'localhost/x'],
    ['quay.io', 'quay.io'],
  ])('moves %s to %s below the mirror', (image, path) => {
    expect(mirrored(image, mirror)).toBe(`${mirror}/${path}`);
  });
});

describe('mirroredImages()', () => {
  it('moves images at any depth and nothing else', () => {
    const defaults = {
      image: { repository: 'quay.io/opstree/redis', tag: '' },
      redis: {
        sentinel: { image: { repository: 'quay.io/opstree/redis-sentinel' } },
        backup: { repository: 'x' },
      },
      list: [{ image: { repository: 'x' } }],
    };
    expect(mirroredImages(defaults, mirror)).toEqual({
      image: { repository: `${mirror}/quay.io/opstree/redis` },
      redis: { sentinel: { image: { repository: `${mirror}/quay.io/opstree/redis-sentinel` } } },
    });
    expect(mirroredImages({ image: { repository: '' } }, mirror)).toEqual({});
  });
});
