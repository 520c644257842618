import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type ChartsLock, lockCharts } from '../../shared/chart-files/charts-lock.ts';
import { problem, RequestError } from '../../shared/errors.ts';
import type { Chart } from '../../shared/helm/chart.ts';
import { standaloneValidator } from '../../shared/schema/values-schema.ts';
import { folderCharts } from '../charts/chart-folder.ts';
import { packageCharts, readLock } from '../charts/charts.ts';
import { type CarriedChart, carriedFiles } from '../configure/carried-charts.ts';

/**
 * Writes the locked charts in the form that a program carries: parsed, with their schemas compiled into modules, so that
 * a run neither parses YAML nor loads a schema compiler for them.
 *
 * @throws RequestError `InvalidChart` if a chart differs from the lock, or its schema does not compile
 */
export async function carryCharts({
  promisesDir,
  outDir,
  schemaDir,
}: {
  promisesDir: string;
  outDir: string;
  /** Folder `shared/schema`, from which compiled schemas import. */
  schemaDir: string;
}): Promise<void> {
  const lock = await readLock(promisesDir);
  checkLocked(lockCharts(await packageCharts(promisesDir), lock), lock);
  const source = folderCharts(promisesDir);
  await mkdir(outDir, { recursive: true });
  const carried: [string, ChartsLock[string]][] = [];
  for (const [name, { version, digest }] of Object.entries(lock)) {
    const chart = await source.resolveChart({ repository: '', name, version });
    checkOwnChart(chart);
    // The kinds of these charts are in chart-kinds.ts.
    await carryChart(omitTemplates(chart), { outDir, schemaDir });
    carried.push([name, { version, digest }]);
  }
  await writeFile(join(outDir, carriedFiles.lock), `${JSON.stringify(Object.fromEntries(carried))}\n`);
}

/** Refuses faults in a chart of this project that are tolerated in third-party charts. */
function checkOwnChart({ name, warnings = [], templates }: Chart): void {
  const hooks = (templates?.deleteHooks ?? []).map(({ path }) => `${path} has a delete hook`);
  const found = [...warnings, ...hooks];
  if (found.length === 0) return;
  throw new RequestError(
    'InvalidChart',
    found.map((what) => problem('', `Chart "${name}": ${what}`)),
  );
}

function omitTemplates({ templates: _, ...chart }: Chart): CarriedChart {
  return chart;
}

function checkLocked(charts: ChartsLock, lock: ChartsLock): void {
  const names = [...new Set([...Object.keys(charts), ...Object.keys(lock)])].sort();
  const outdated = names.filter((name) => charts[name]?.digest !== lock[name]?.digest);
  if (outdated.length === 0) return;
  throw new RequestError(
    'InvalidChart',
    outdated.map((name) => problem('', `Chart "${name}" differs from charts.lock; run make generate`)),
  );
}

async function carryChart(
  chart: CarriedChart,
  { outDir, schemaDir }: { outDir: string; schemaDir: string },
): Promise<void> {
  await writeFile(join(outDir, carriedFiles.chart(chart)), `${JSON.stringify(chart)}\n`);
  if (chart.schema === undefined) return;
  // A compiled schema calls a few functions of ajv and of shared/schema, which are bundled with it.
  await build({
    stdin: {
      contents: standaloneValidator(chart.schema),
      resolveDir: schemaDir,
    },
    outfile: join(outDir, carriedFiles.validator(chart)),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
  });
}
