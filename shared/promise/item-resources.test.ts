import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { omitUnset, valueAt } from '../release/value-access.ts';
import { adjustedResources, limitProblems, resourcesAsStrings } from './item-resources.ts';

const chart = {
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
};

const readFrom = (below: Values) => ({ read: (path: string) => valueAt(below, path) });

describe('resourcesAsStrings()', () => {
  it('writes numbers as strings', () => {
    expect(resourcesAsStrings({ limits: { cpu: 0.5, memory: 1 } })).toMatchObject({
      limits: { cpu: '500m', memory: '1' },
    });
  });

  it('leaves unset resources unset', () => {
    expect(resourcesAsStrings(undefined)).toBeUndefined();
  });
});

describe('adjustedResources()', () => {
  it('sets nothing if request and limit are consistent', () => {
    expect(omitUnset({ a: adjustedResources({ requests: { cpu: '150m' } }, readFrom(chart)) })).toEqual({});
    expect(omitUnset({ a: adjustedResources({}, readFrom(chart)) })).toEqual({});
    expect(adjustedResources(undefined, readFrom(chart))).toBeUndefined();
  });

  it('raises a limit below the request, and lowers a request above the limit', () => {
    const requests = { cpu: '500m', memory: '512Mi' };
    expect(adjustedResources({ requests }, readFrom(chart))).toMatchObject({ limits: requests });
    expect(adjustedResources({ limits: { memory: '64Mi' } }, readFrom(chart))).toMatchObject({
      requests: { memory: '64Mi' },
    });
  });

  it('never leaves a limit below its request if one half is set', () => {
    const amount = fc.integer({ min: 1, max: 4000 }).map((n) => `${n}m`);
    fc.assert(
      fc.property(fc.constantFrom('requests', 'limits'), amount, amount, amount, (part, given, low, high) => {
        const below = { resources: { requests: { cpu: low }, limits: { cpu: high } } };
        fc.pre(limitProblems(below).length === 0);
        const resources = { [part]: { cpu: given } };
        const values = adjustedResources(resources, readFrom(below)) as Record<
          string,
          Record<string, string>
        >;
        const merged = {
          resources: {
            requests: { cpu: values['requests']?.['cpu'] ?? resources['requests']?.cpu ?? low },
            limits: { cpu: values['limits']?.['cpu'] ?? resources['limits']?.cpu ?? high },
          },
        };
        return limitProblems(merged).length === 0;
      }),
    );
  });
});

describe('limitProblems()', () => {
  it('compares amounts, not strings', () => {
    expect(
      limitProblems({
        resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1000m', memory: '1024Mi' } },
      }),
    ).toEqual([]);
    expect(
      limitProblems({ resources: { requests: { memory: '1Gi' }, limits: { memory: '1G' } } }),
    ).toHaveLength(1);
  });

  it('reports memory without a unit once, with the likely amount', () => {
    expect(limitProblems({ resources: { limits: { memory: '512' }, requests: { memory: '512' } } })).toEqual([
      {
        path: 'resources.limits.memory',
        message: '512 is too little memory (512 bytes); use "512Mi" for mebibytes',
      },
    ]);
    expect(limitProblems({ resources: { requests: { memory: '1Mi' } } })[0]?.message).toContain(
      'use at least "4Mi"',
    );
    expect(limitProblems({ resources: { limits: { memory: '4Mi' }, requests: { memory: '0' } } })).toEqual(
      [],
    );
  });

  it('ignores a limit without a request', () => {
    expect(limitProblems({ resources: { limits: { cpu: '1' } } })).toEqual([]);
    expect(limitProblems({})).toEqual([]);
  });
});
