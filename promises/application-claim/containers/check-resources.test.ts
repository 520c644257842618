import { describe, expect, it } from 'vitest';
import { furtherResourceProblems, resourceProblems } from './check-resources.ts';

const gpu = 'nvidia.com/gpu';

const problemsOf = (requests: object, limits: object): [string, string][] =>
  resourceProblems({ resources: { requests, limits } } as never).map(({ path, message }) => [path, message]);

describe('resourceProblems()', () => {
  it.each<[what: string, requests: object, limits: object]>([
    ['a limit of a device alone', {}, { [gpu]: '1' }],
    ['equal halves in different units', { [gpu]: '1k' }, { [gpu]: '1000' }],
    ['a request of storage alone', { 'ephemeral-storage': '1Gi' }, {}],
    ['huge pages with memory', { 'hugepages-2Mi': '4Mi' }, { 'hugepages-2Mi': '4194304', memory: '1Gi' }],
    ['a resource in the domain of Kubernetes', { 'class.resource.kubernetes.io/x': '1' }, {}],
    ['a limit that was removed', { cpu: '1' }, { cpu: null }],
  ])('accepts %s', (_, requests, limits) => {
    expect(problemsOf(requests, limits)).toEqual([]);
  });

  it.each<[what: string, requests: object, limits: object, path: string, message: string]>([
    ['a request above the limit', { cpu: '2' }, { cpu: '1' }, 'limits.cpu', 'below the request 2'],
    [
      'other resources alike',
      { 'ephemeral-storage': '2Gi' },
      { 'ephemeral-storage': '2G' },
      'limits.ephemeral-storage',
      'below the request 2Gi',
    ],
    ['a device without a limit', { [gpu]: '1' }, {}, `requests["${gpu}"]`, 'needs a limit'],
    ['unequal devices', { [gpu]: '1' }, { [gpu]: '2' }, `limits["${gpu}"]`, 'differs from the request 1'],
    ['half a device', {}, { [gpu]: '500m' }, `limits["${gpu}"]`, 'must be a whole number'],
    [
      'huge pages without a limit',
      { cpu: '1', 'hugepages-2Mi': '4Mi' },
      {},
      'requests.hugepages-2Mi',
      'needs a limit',
    ],
    ['half a huge page', {}, { cpu: '1', 'hugepages-1Gi': '1Mi' }, 'limits.hugepages-1Gi', 'multiple of 1Gi'],
    ['an unknown name', {}, { gpu: '1' }, 'limits.gpu', 'Unknown resource "gpu"; use cpu'],
    ['a misspelt name', { memroy: '1Gi' }, {}, 'requests.memroy', 'did you mean "memory"?'],
    ['huge pages of no size', {}, { cpu: '1', 'hugepages-x': '1' }, 'limits.hugepages-x', 'Unknown resource'],
    ['a reserved domain', {}, { 'kubernetes.io/x': '1' }, 'limits["kubernetes.io/x"]', 'Unknown resource'],
    ['a name of a quota', {}, { 'requests.a.b/x': '1' }, 'limits["requests.a.b/x"]', 'Unknown resource'],
    [
      'a domain that is too long for a quota',
      {},
      { [`${'a.'.repeat(123)}b/x`]: '1' },
      `limits["${'a.'.repeat(123)}b/x"]`,
      'Unknown resource',
    ],
  ])('refuses %s', (_, requests, limits, path, message) => {
    expect(problemsOf(requests, limits)).toEqual([[`resources.${path}`, expect.stringContaining(message)]]);
  });

  it('refuses huge pages without cpu and memory', () => {
    expect(problemsOf({}, { 'hugepages-2Mi': '4Mi' })).toEqual([
      ['resources', expect.stringContaining('need an amount of cpu or memory')],
    ]);
  });
});

describe('furtherResourceProblems()', () => {
  it('omits problems of amounts that default to those of the application', () => {
    const resources = { limits: { gpu: '1' } };
    const further = { resources: { limits: { gpu: '1', tpu: '1' } } };
    expect(furtherResourceProblems(further, { resources }).map(({ path }) => path)).toEqual([
      'resources.limits.tpu',
    ]);
  });
});
