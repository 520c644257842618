import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nginx, toApplication } from './business.ts';

type Options = Parameters<typeof toApplication>[1];

const item = { name: 'nginx', enabled: true, chart: {} } as Parameters<typeof toApplication>[0];
const convert = (more: object, autoscaling?: Options['autoscaling']) =>
  toApplication({ ...item, ...more }, { tenant: 'acme', autoscaling });

describe('toApplication()', () => {
  it('uses the recorded image of nginx, unless the item names one', () => {
    const recorded = JSON.parse(
      readFileSync(join(import.meta.dirname, '../image-versions.json'), 'utf8'),
    ) as Record<string, { versions: string[] }>;
    expect(nginx.image.tag).toBe(`${recorded['nginx']?.versions.at(-1)}-alpine`);
    expect(convert({})).toMatchObject({ name: 'acme-nginx', image: nginx.image, security: nginx.security });
    expect(convert({ version: 'v1' }).image).toBeUndefined();
    expect(convert({ name: 'webapp' }).image).toBeUndefined();
  });

  it('gives the autoscaling of the bundle to items that set no number of pods', () => {
    const autoscaling = { enabled: true, maxReplicas: 5, targetCPU: 70 };
    expect(convert({}, autoscaling).autoscaling).toMatchObject({
      enabled: true,
      maxReplicas: 5,
      targetCPUUtilizationPercentage: 70,
    });
    const volumes = [{ name: 'data', mountPath: '/data', persistent: { size: '1Gi' } }];
    for (const own of [{ replicas: 2 }, { volumes }])
      expect(convert(own, autoscaling).autoscaling).toBeUndefined();
  });
});
