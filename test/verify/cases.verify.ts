import { describe, expect, it } from 'vitest';
import { printValues } from '../../shared/helm/print-values.ts';
import { printYaml } from '../../shared/yaml.ts';
import { plansOf } from '../support/case-plans.ts';
import { type Case, findCases } from '../support/cases.ts';
import { effectiveValues } from '../support/effective-values.ts';
import { ourCharts, thirdPartyCharts } from './support/charts.ts';
import { deliveredFiles, deliveredValues, isRefused } from './support/expected.ts';
import { asJson } from './support/generated-values.ts';
import { type Comparison, compare, renderAll } from './support/render.ts';
import type { HelmVersion } from './support/tools.ts';
import { faults, judge } from './support/validate.ts';

const cases = findCases();
const accepted = cases.filter((oneCase) => !isRefused(oneCase));
const versions: readonly HelmVersion[] = [4, 3];

describe('the cases', () => {
  it('deliver every chart, and include refusals', () => {
    const charts = new Set(deliveredValues().map(({ chart }) => chart.name));
    expect([...charts].sort()).toEqual(
      [...ourCharts(), ...thirdPartyCharts()].map(({ name }) => name).sort(),
    );
    expect(accepted.length).toBeLessThan(cases.length);
  });

  it.each(versions)('render objects that the API server accepts, in Helm %i', (version) => {
    const delivered = deliveredValues();
    const questions = delivered.map(({ chart, values, release, namespace }) => ({
      chart: { dir: chart.folder },
      layers: [values],
      release,
      namespace,
    }));
    const objects = renderAll(version, questions).flatMap(({ manifest = {}, error }, index) => {
      expect.soft(error, delivered[index]!.id).toBeUndefined();
      return Object.entries(manifest)
        .filter(([path, yaml]) => path.endsWith('.yaml') && yaml.trim() !== '')
        .map(([path, yaml]) => ({ id: `${delivered[index]!.id}: ${path}`, yaml }));
    });
    expect(objects.length).toBeGreaterThanOrEqual(delivered.length);
    expect(faults(judge(objects))).toEqual([]);
  });

  it.each(versions)(
    'render the merged file and the inline values like the separate layers, in Helm %i',
    async (version) => {
      const comparisons = (
        await Promise.all(accepted.map((oneCase) => comparisonsOf(oneCase, version)))
      ).flat();
      expect(comparisons.length).toBe(2 * deliveredValues().filter(({ isWhole }) => !isWhole).length);
      expect(compare(version, comparisons)).toEqual([]);
    },
  );

  it('deliver objects that Argo CD and the API server accept', () => {
    // neither reads values, and only Backstage reads the catalog
    const objects = accepted
      .flatMap(deliveredFiles)
      .filter(({ path }) => !/^catalog\/|(^|\/)(values|config)\.yaml$/.test(path))
      .map(({ id, text }) => ({ id, yaml: text }));
    const verdicts = judge(objects);
    const kinds = new Set(verdicts.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['AppProject', 'Application', 'ApplicationSet', 'ConfigMap']);
    expect(faults(verdicts)).toEqual([]);
  });
});

async function comparisonsOf(oneCase: Case, version: HelmVersion): Promise<Comparison[]> {
  const folders = new Map([...ourCharts(), ...thirdPartyCharts()].map(({ name, folder }) => [name, folder]));
  return (await plansOf(oneCase)).flatMap(({ release, chart, layers, merged, overrides }) => {
    const question = {
      chart: { dir: folders.get(chart.name)! },
      layers: layers.map(({ values }) => asJson(values)),
      ...(version === 4 ? { effective: effectiveValues(merged, chart.values) } : {}),
      release: release.name,
      namespace: release.namespace,
    };
    const id = `${oneCase.promise}/${oneCase.name}: ${release.name}`;
    return [
      { ...question, id, merged: printValues({ chart, layers, merged }) },
      { ...question, id: `${id} inline`, merged: printYaml(overrides) },
    ];
  });
}
