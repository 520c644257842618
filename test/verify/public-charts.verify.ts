import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChartFolder } from '../../pipelines/charts/chart-folder.ts';
import { readChartArchive } from '../../shared/chart-files/chart-archive.ts';
import { packageChart } from '../../shared/chart-files/package-chart.ts';
import { RequestError } from '../../shared/errors.ts';
import type { ChartNode, Value, Values } from '../../shared/helm/chart.ts';
import { coalesceTree } from '../../shared/helm/chart-tree.ts';
import { isMap, type Layer } from '../../shared/helm/layers.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { asJson } from './support/generated-values.ts';
import { compareTrees, type TreeComparison } from './support/render.ts';

/** Folder of charts, unpacked or packaged: `make verify-public CHARTS=folder`. */
const folder = process.env['CHARTS'] === undefined ? undefined : resolve(process.env['CHARTS']);
/** Number of generated requests for each chart, besides one without values. */
const runs = Number(process.env['RUNS'] ?? 20);
const seed = Number(process.env['SEED'] ?? 1);

describe.skipIf(folder === undefined)('public charts', () => {
  it('have the values that Helm 4 and Helm 3 compute, in every chart of the tree', {
    timeout: 3_600_000,
  }, async () => {
    const [compared, refused]: [string[], string[]] = [[], []];
    const mismatches: unknown[] = [];
    for (const path of findCharts(folder!)) {
      const chart = await readChart(path);
      if (chart instanceof RequestError) {
        refused.push(`${path}: ${chart.message}`);
        continue;
      }
      compared.push(path);
      for (const version of [4, 3] as const) {
        const found = compareTrees(version, comparisonsOf(chart, { path, hasExpected: version === 4 }));
        mismatches.push(...found.slice(0, 1).map((mismatch) => ({ path, version, ...mismatch })));
      }
    }
    process.stdout.write(`compared ${compared.length} charts, refused ${refused.length}\n`);
    for (const line of refused) process.stdout.write(`refused: ${line}\n`);
    expect(mismatches).toEqual([]);
    expect(compared.length).toBeGreaterThan(0);
  });
});

/** Returns the archives and the folders with a `Chart.yaml`, without the charts within a chart. */
function findCharts(root: string): string[] {
  if (existsSync(join(root, 'Chart.yaml'))) return [root];
  const entries = readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(root, entry.name);
    if (entry.isDirectory()) return findCharts(path);
    return entry.name.endsWith('.tgz') ? [path] : [];
  });
}

async function readChart(path: string): Promise<ChartNode | RequestError> {
  try {
    const isArchive = path.endsWith('.tgz');
    const archive = isArchive
      ? await readFile(path)
      : (await packageChart(await readChartFolder(path))).archive;
    return await readChartArchive(archive);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

function comparisonsOf(
  chart: ChartNode,
  { path, hasExpected }: { readonly path: string; readonly hasExpected: boolean },
): TreeComparison[] {
  const defaults = coalesceTree(chart, {});
  const known = 'path' in defaults ? chart.values : defaults.values;
  const requests = fc.sample(fc.array(layerOf(known), { maxLength: 3 }), { numRuns: runs, seed });
  return [[], ...requests].map((values, index) => {
    const layers = values.map((layer): Layer => ({ name: 'request', values: layer }));
    const { values: merged } = mergeValues(chart, layers);
    const tree = coalesceTree(chart, merged);
    return {
      id: `${chart.name} ${index}`,
      chart: { dir: path },
      layers: values.map(asJson),
      merged: printValues({ chart, layers, merged }),
      ...(hasExpected && {
        expected:
          'path' in tree
            ? {}
            : { charts: tree.charts.map(({ steps, values: own }) => ({ path: steps, values: own })) },
      }),
    };
  });
}

/** Generates a layer that changes some of the values that a chart has: to null, to other types, or to other values. */
function layerOf(values: Values): fc.Arbitrary<Values> {
  const paths = pathsOf(values);
  if (paths.length === 0) return fc.constant({});
  const change = fc.record({
    path: fc.constantFrom(...paths),
    value: fc.constantFrom<Value>(null, null, true, false, 7, 'x', [], [null], {}, { added: null, other: 1 }),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 12 })
    .map((changes) => changes.reduce<Values>((layer, { path, value }) => setAt(layer, { path, value }), {}));
}

function pathsOf(values: Values): string[][] {
  return Object.entries(values).flatMap(([key, value]) => [
    [key],
    ...(isMap(value) ? pathsOf(value).map((path) => [key, ...path]) : []),
  ]);
}

function setAt(
  values: Values,
  { path, value }: { readonly path: readonly string[]; readonly value: Value },
): Values {
  const [key, ...rest] = path as [string, ...string[]];
  const below = values[key];
  const changed = rest.length === 0 ? value : setAt(isMap(below) ? below : {}, { path: rest, value });
  return { ...values, [key]: changed };
}
