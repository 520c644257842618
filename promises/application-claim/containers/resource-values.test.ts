import { describe, expect, it } from 'vitest';
import { containersAsValues, resourceValues } from './resource-values.ts';

describe('resourceValues()', () => {
  it('writes canonical strings, and null for a limit of none', () => {
    expect(
      resourceValues({ requests: { cpu: 0.5 }, limits: { cpu: 'none', 'nvidia.com/gpu': 1 } } as never),
    ).toEqual({
      requests: { cpu: '500m' },
      limits: { cpu: null, 'nvidia.com/gpu': '1' },
    });
    expect(resourceValues(undefined)).toBeUndefined();
  });
});

describe('containersAsValues()', () => {
  const defaults = {
    requests: { cpu: '100m', 'nvidia.com/gpu': '1' },
    limits: { cpu: '200m', memory: null, 'nvidia.com/gpu': '1' },
  };
  const resourcesOf = (resources: object): unknown => {
    const [container] = containersAsValues([{ resources }] as never, defaults) ?? [];
    return (container as { resources: unknown }).resources;
  };

  it('adds the defaults of the amounts that are left out, and raises the other half', () => {
    expect(resourcesOf({ requests: { cpu: 1 } })).toEqual({
      requests: { cpu: '1', 'nvidia.com/gpu': '1' },
      limits: { cpu: '1', 'nvidia.com/gpu': '1' },
    });
  });

  it('leaves out limits of none, and a request that would need the limit', () => {
    expect(resourcesOf({ limits: { cpu: 'none', 'nvidia.com/gpu': 'none' } })).toEqual({
      requests: { cpu: '100m' },
      limits: {},
    });
  });

  it('keeps the halves of a device equal', () => {
    expect(resourcesOf({ limits: { 'nvidia.com/gpu': 2 } })).toEqual({
      requests: { cpu: '100m', 'nvidia.com/gpu': '2' },
      limits: { cpu: '200m', 'nvidia.com/gpu': '2' },
    });
  });

  it('keeps containers without resources', () => {
    expect(containersAsValues([{}], defaults)).toEqual([{}]);
    expect(containersAsValues(undefined, defaults)).toBeUndefined();
  });
});
