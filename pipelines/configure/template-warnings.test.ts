import { describe, expect, it } from 'vitest';
import type { Chart, DeleteHook, RenderedKind } from '../../shared/helm/chart.ts';
import { coalesceTree, type TreeValues } from '../../shared/helm/chart-tree.ts';
import type { AllowedChart } from '../../shared/release/platform.ts';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import { checkDeleteHooks, templateWarnings } from './template-warnings.ts';

const release = releaseWith({ chart: { name: 'foreign', version: '1.0.0' } });
const hook = (overrides: Partial<DeleteHook> = {}): DeleteHook => ({
  phase: 'post-delete',
  isCertain: false,
  path: 'templates/job.yaml',
  conditions: [],
  ...overrides,
});
const kind = (name: string, conditions: string[] = []): RenderedKind => ({
  kind: name,
  path: 'templates/a.yaml',
  conditions,
});

function chartWith(templates: Partial<Chart['templates']>, overrides: Partial<Chart> = {}): Chart {
  return {
    name: 'foreign',
    version: '1.0.0',
    digest: 'sha256:0',
    values: {},
    templates: { deleteHooks: [], kinds: [], ...templates },
    ...overrides,
  };
}

function chartsOf(chart: Chart): TreeValues['charts'] {
  return (coalesceTree(chart, chart.values) as TreeValues).charts;
}

function warningsOf(
  chart: Chart,
  allowed: readonly AllowedChart[] = [{ name: 'foreign', kinds: ['Service'] }],
) {
  const base = platformWith();
  const platform = { ...base, chartsRepository: { ...base.chartsRepository, allowed } };
  return templateWarnings(chartsOf(chart), { chart, release, platform });
}

describe('checkDeleteHooks()', () => {
  it('refuses a post-delete hook that is always rendered', () => {
    const chart = chartWith({ deleteHooks: [hook({ isCertain: true })] });
    expect(() => checkDeleteHooks(chartsOf(chart), release)).toThrow(
      expect.objectContaining({
        reason: 'InvalidChart',
        problems: [
          {
            path: 'spec.applications[0].chart',
            message:
              'Chart "foreign" has a post-delete hook, templates/job.yaml, which would hang without its values; use another chart',
          },
        ],
      }),
    );
  });

  it('refuses the hook of a subchart only if the subchart is on', () => {
    const cache = {
      ...chartWith({ deleteHooks: [hook({ isCertain: true })] }),
      name: 'cache',
      entry: 'cache',
    };
    const dependency = { name: 'cache', version: '', alias: '', tags: [], importValues: [] };
    const parent = (isOn: boolean) =>
      chartWith(
        {},
        {
          values: { cache: { enabled: isOn } },
          subcharts: [cache],
          dependencies: [{ ...dependency, condition: 'cache.enabled' }],
        },
      );
    expect(() => checkDeleteHooks(chartsOf(parent(false)), release)).not.toThrow();
    expect(() => checkDeleteHooks(chartsOf(parent(true)), release)).toThrow('post-delete hook');
  });

  it('accepts a hook with a condition, and one before the deletion', () => {
    const deleteHooks = [hook(), hook({ phase: 'pre-delete', isCertain: true })];
    expect(() => checkDeleteHooks(chartsOf(chartWith({ deleteHooks })), release)).not.toThrow();
  });
});

describe('templateWarnings()', () => {
  it('warns that the deletion hangs, and explains how to complete it', () => {
    expect(warningsOf(chartWith({ deleteHooks: [hook(), hook()] }))).toEqual([
      'The chart may have a post-delete hook, templates/job.yaml: Argo CD cannot render it once the release is removed, and its deletion hangs until the finalizers post-delete-finalizer.argocd.argoproj.io are removed from the Application',
    ]);
    expect(warningsOf(chartWith({ deleteHooks: [hook({ phase: 'pre-delete' })] }))).toEqual([
      expect.stringContaining('pre-delete-finalizer.argocd.argoproj.io'),
    ]);
  });

  it('does not warn about a hook that the values turn off', () => {
    const deleteHooks = [hook({ conditions: ['hooks.enabled'] })];
    const chart = (enabled: boolean) => chartWith({ deleteHooks }, { values: { hooks: { enabled } } });
    expect(warningsOf(chart(false))).toEqual([]);
    expect(warningsOf(chart(true))).toHaveLength(1);
  });

  it('names the kinds that Argo CD will not apply, and where to allow them', () => {
    const kinds = [
      'Service',
      'Namespace',
      'batch/Job',
      'rbac.authorization.k8s.io/ClusterRole',
      'LimitRange',
    ];
    expect(warningsOf(chartWith({ kinds: kinds.map((name) => kind(name)) }))).toEqual([
      'The chart renders the kind "batch/Job", templates/a.yaml, which Argo CD will not apply; turn it off in the values, or ask the platform team to list it in BootstrapClaim spec.chartsRepository.allowed[].kinds',
      'The chart renders the kind "rbac.authorization.k8s.io/ClusterRole", templates/a.yaml, which Argo CD will not apply, because it is cluster-scoped; turn it off in the values, or ask the platform team to install it',
      'The chart renders the kind "LimitRange", templates/a.yaml, which Argo CD will not apply, because it is reserved for the platform team; turn it off in the values',
    ]);
  });

  it('does not warn about a kind that the values turn off, or that another chart may have', () => {
    const chart = chartWith({ kinds: [kind('batch/Job', ['job'])] }, { values: { job: false } });
    expect(warningsOf(chart)).toEqual([]);
    const allowed = [
      { name: 'foreign', kinds: [] },
      { name: 'other', kinds: ['batch/Job'] },
    ];
    expect(warningsOf(chartWith({ kinds: [kind('batch/Job')] }), allowed)).toEqual([]);
  });

  it('does not warn about the kinds of a chart of this project', () => {
    const chart = chartWith({ kinds: [kind('batch/Job')] }, { name: 'microservice' });
    expect(warningsOf(chart)).toEqual([]);
  });
});
