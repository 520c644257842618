import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitProblems, resourceValues } from './item-resources.ts';

const chart = {
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
};

describe('resourceValues()', () => {
  it('asks for nothing where nothing is given', () => {
    expect(resourceValues(undefined, { below: chart })).toBeUndefined();
    expect(resourceValues({}, { below: chart })).toBeUndefined();
  });

  it('writes only what is given where the layers below agree with it', () => {
    expect(resourceValues({ requests: { cpu: '150m' } }, { below: chart })).toEqual({
      requests: { cpu: '150m' },
    });
  });

  it('draws the limit along with a request above it, and the request along with a limit below it', () => {
    expect(resourceValues({ requests: { cpu: '500m', memory: '512Mi' } }, { below: chart })).toEqual({
      requests: { cpu: '500m', memory: '512Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
    expect(resourceValues({ limits: { memory: '64Mi' } }, { below: chart })).toEqual({
      limits: { memory: '64Mi' },
      requests: { memory: '64Mi' },
    });
  });

  it('writes numbers as texts, so that none changes its type on the way', () => {
    expect(resourceValues({ limits: { cpu: 2 } }, { below: {} })).toEqual({ limits: { cpu: '2' } });
  });

  it('lets what is given win over a preset', () => {
    const preset = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };
    expect(resourceValues({ limits: { cpu: '500m' } }, { preset, below: chart })).toEqual({
      requests: { cpu: '500m', memory: '1Gi' },
      limits: { cpu: '500m', memory: '2Gi' },
    });
    expect(preset.limits.cpu).toBe('2');
  });

  it('never leaves a limit below its request where one half is given', () => {
    const amount = fc.integer({ min: 1, max: 4000 }).map((n) => `${n}m`);
    fc.assert(
      fc.property(fc.constantFrom('requests', 'limits'), amount, amount, amount, (part, given, low, high) => {
        const below = { resources: { requests: { cpu: low }, limits: { cpu: high } } };
        fc.pre(limitProblems(below).length === 0);
        const values = resourceValues({ [part]: { cpu: given } }, { below }) ?? {};
        const merged = {
          resources: {
            requests: { ...below.resources.requests, ...(values['requests'] as object) },
            limits: { ...below.resources.limits, ...(values['limits'] as object) },
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
