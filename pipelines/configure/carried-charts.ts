import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isChartName, isChartVersion } from '../../shared/chart-files/chart-identity.ts';
import { chartNotFound } from '../../shared/chart-files/chart-not-found.ts';
import type { ChartsLock } from '../../shared/chart-files/charts-lock.ts';
import type { RequestError } from '../../shared/errors.ts';
import type { Chart, ChartReference, ChartSource } from '../../shared/helm/chart.ts';
import { type SchemaCheck, toValuesValidator } from '../../shared/schema/values-problems.ts';

/** Carried chart as the build writes it, beside a module with its compiled schema. */
export type CarriedChart = Omit<Chart, 'validate'>;

/** Files of the carried charts. The build writes them, and this module reads them. */
export const carriedFiles = {
  lock: 'charts.json',
  chart: ({ name, version }: { name: string; version: string }) => `${name}-${version}.json`,
  validator: ({ name, version }: { name: string; version: string }) => `${name}-${version}.validate.mjs`,
};

/**
 * Returns the charts that the build put beside the program: parsed, locked by digest, with compiled schemas. They replace
 * any registry of a platform, by name and version.
 *
 * @param folder folder of the build's output
 */
export function carriedCharts(folder: string): ChartSource {
  const charts = new Map<string, Promise<Chart>>();
  let lock: ChartsLock | undefined;
  const defaultVersion = (name: string): string => {
    lock ??= readCarriedLock(folder);
    if (!Object.hasOwn(lock, name)) throw carriedChartNotFound(lock, { name });
    return lock[name]!.version;
  };
  return {
    async resolveChart({ name, version: given }: ChartReference): Promise<Chart> {
      const version = given ?? defaultVersion(name);
      const key = carriedFiles.chart({ name, version });
      const chart = charts.get(key) ?? readCarried(folder, { name, version });
      charts.set(key, chart);
      return chart;
    },
  };
}

/** Reads the versions and digests of the carried charts; empty if the program carries none. */
export function readCarriedLock(folder: string): ChartsLock {
  const text = readIfExists(join(folder, carriedFiles.lock));
  return text === undefined ? {} : (JSON.parse(text) as ChartsLock);
}

async function readCarried(
  folder: string,
  { name, version }: { name: string; version: string },
): Promise<Chart> {
  // Both become part of a path, so nothing is read for an invalid name or version (CVE-2022-24348).
  const isSafe = isChartName(name) && isChartVersion(version);
  const text = isSafe ? readIfExists(join(folder, carriedFiles.chart({ name, version }))) : undefined;
  if (text === undefined) throw carriedChartNotFound(readCarriedLock(folder), { name, version });
  const chart = JSON.parse(text) as CarriedChart;
  if (chart.schema === undefined) return chart;
  const { href } = pathToFileURL(join(folder, carriedFiles.validator({ name, version })));
  const { default: check } = (await import(href)) as { default: SchemaCheck };
  return { ...chart, validate: toValuesValidator(check, chart.schema) };
}

function carriedChartNotFound(lock: ChartsLock, wanted: { name: string; version?: string }): RequestError {
  const charts = Object.entries(lock).map(([name, { version }]) => ({ name, version }));
  return chartNotFound(wanted, { place: 'the carried charts', charts });
}

/** Reads synchronously, because the thread pool of `node:fs/promises` takes longer to start than the files to read. */
function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
