import { archiveLimits } from '../chart-files/archive-files.ts';
import { readChartArchive } from '../chart-files/chart-archive.ts';
import { versionToTag } from '../chart-files/chart-identity.ts';
import { versionRequired } from '../chart-files/chart-not-found.ts';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import type { Chart, ChartReference, ChartSource } from '../helm/chart.ts';
import { limitConcurrency } from '../limit-concurrency.ts';
import { hideCredentials } from './credentials.ts';
import { chartLayer } from './manifest.ts';
import { parseReference, printReference } from './reference.ts';
import { openRegistry, type Registry, type RegistryOptions } from './registry-client.ts';
import type { Fetcher } from './repository.ts';

/**
 * Returns a source of charts from OCI registries. It reads each chart once, failures included, and concurrent callers wait
 * for the same answer, so that all releases of a run see the same chart.
 */
export function registryCharts(options: RegistryOptions = {}): ChartSource {
  const registries = new Map<string, Registry>();
  const charts = new Map<string, Promise<Chart>>();
  // A run with an outage is retried, so other charts need not wait for the same registry again.
  const outages = new Map<string, UnavailableError>();
  const inTurn = limitConcurrency(chartsAtOnce);
  const open = (registry: string, plainHTTP: boolean | undefined): Registry => {
    const opened =
      registries.get(`${registry} ${plainHTTP}`) ?? openRegistry(registry, { ...options, plainHTTP });
    registries.set(`${registry} ${plainHTTP}`, opened);
    return opened;
  };
  return {
    async resolveChart(wanted: ChartReference): Promise<Chart> {
      const { registry, repository } = parseReference(`${wanted.repository}/${wanted.name}`);
      if (!hasVersion(wanted)) throw versionRequired(wanted);
      const key = `${registry}/${repository}:${wanted.version} ${wanted.plainHTTP}`;
      const chart =
        charts.get(key) ??
        inTurn(async () => {
          const outage = outages.get(registry);
          if (outage !== undefined) throw outage;
          const fetcher = open(registry, wanted.plainHTTP).repository(repository);
          try {
            return await fetchChart(fetcher, { registry, repository, wanted });
          } catch (error) {
            const hidden = hideCredentials(error, options.credentials?.(registry, repository));
            if (hidden instanceof UnavailableError) outages.set(registry, hidden);
            throw hidden;
          }
        });
      charts.set(key, chart);
      return chart;
    },
  };
}

/** Charts in memory at once: each archive may have 20 MiB, and the container has 256 MiB. */
const chartsAtOnce = 2;

type VersionedReference = ChartReference & { readonly version: string };

function hasVersion(wanted: ChartReference): wanted is VersionedReference {
  return wanted.version !== undefined;
}

/** Fetches a chart. Resolves the tag once, with the manifest, and the rest by digest, because a tag can move. */
async function fetchChart(
  fetcher: Fetcher,
  { registry, repository, wanted }: { registry: string; repository: string; wanted: VersionedReference },
): Promise<Chart> {
  const tag = versionToTag(wanted.version);
  const what = `"${printReference({ registry, repository, tag })}"`;
  const { digest, manifest } = await fetcher.fetchManifest(tag);
  const layer = chartLayer(manifest, what);
  if (layer.size > archiveLimits.compressed) {
    const detail = `it has ${layer.size} bytes, more than the limit of ${archiveLimits.compressed}`;
    throw new RequestError('InvalidChart', [problem('', `Read of ${what} failed: ${detail}`)]);
  }
  const { name, version } = wanted;
  const { appVersion: _, ...contents } = await readChartArchive(await fetcher.fetchBlob(layer), {
    expected: { name, version },
  });
  return { ...contents, digest };
}
