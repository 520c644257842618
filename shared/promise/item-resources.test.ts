import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Values } from '../helm/chart.ts';
import { setFieldsOf, valueAt } from '../release/merged.ts';
import { followingResources, limitProblems, plainResources } from './item-resources.ts';

const chart = {
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
};

const readFrom = (below: Values) => ({ read: (path: string) => valueAt(below, path) });

describe('plainResources()', () => {
  it('writes numbers as strings', () => {
    expect(plainResources({ limits: { cpu: 0.5, memory: 1 } })).toMatchObject({
      limits: { cpu: '0.5', memory: '1' },
    });
  });

  it('leaves unset resources unset', () => {
    expect(plainResources(undefined)).toBeUndefined();
  });
});

describe('followingResources()', () => {
  it('sets nothing if the layers below agree', () => {
    expect(setFieldsOf({ a: followingResources({ requests: { cpu: '150m' } }, readFrom(chart)) })).toEqual(
      {},
    );
    expect(setFieldsOf({ a: followingResources({}, readFrom(chart)) })).toEqual({});
    expect(followingResources(undefined, readFrom(chart))).toBeUndefined();
  });

  it('raises a limit to a request above it, and lowers a request to a limit below it', () => {
    const requests = { cpu: '500m', memory: '512Mi' };
    expect(followingResources({ requests }, readFrom(chart))).toMatchObject({ limits: requests });
    expect(followingResources({ limits: { memory: '64Mi' } }, readFrom(chart))).toMatchObject({
      requests: { memory: '64Mi' },
    });
  });

  it('never leaves a limit below its request where one half is given', () => {
    const amount = fc.integer({ min: 1, max: 4000 }).map((n) => `${n}m`);
    fc.assert(
      fc.property(fc.constantFrom('requests', 'limits'), amount, amount, amount, (part, given, low, high) => {
        const below = { resources: { requests: { cpu: low }, limits: { cpu: high } } };
        fc.pre(limitProblems(below).length === 0);
        const resources = { [part]: { cpu: given } };
        const values = followingResources(resources, readFrom(below)) as Record<
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
  it('compares amounts, not texts', () => {
    expect(
      limitProblems({
        resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1000m', memory: '1024Mi' } },
      }),
    ).toEqual([]);
    expect(
      limitProblems({ resources: { requests: { memory: '1Gi' }, limits: { memory: '1G' } } }),
    ).toHaveLength(1);
  });

  it('says nothing of half a pair', () => {
    expect(limitProblems({ resources: { limits: { cpu: '1' } } })).toEqual([]);
    expect(limitProblems({})).toEqual([]);
  });
});
