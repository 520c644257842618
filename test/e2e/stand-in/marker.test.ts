import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { markCluster, runsKratix } from './marker.ts';

describe('runsKratix()', () => {
  it('is true on a cluster that the stand-in has not marked', async () => {
    const objects = new Map<string, KubernetesObject>();
    const api = {
      create: async (path: string, object: object) => {
        const created = object as KubernetesObject;
        objects.set(`${path}/${created.metadata.name}`, created);
        return created;
      },
      find: async <T>(path: string) => objects.get(path) as T | undefined,
    };
    expect(await runsKratix(api)).toBe(true);
    await markCluster(api);
    expect(await runsKratix(api)).toBe(false);
  });
});
