import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { group, version } from '../../shared/api-version.ts';
import { chainSources } from '../../shared/chart-files/chain-sources.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import type { Environment } from '../../shared/kratix/environment.ts';
import { githubToken, mounts, platformNamespace, registrySecret } from '../../shared/promise/pipeline.ts';
import type { RequestSource } from '../../shared/release/existing-request.ts';
import type { ImageSource } from '../../shared/release/image-source.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { carriedCharts, readCarriedLock } from './carried-charts.ts';
import type { Edges } from './configure.ts';
import { toExistingRequest } from './to-existing-request.ts';

/** Options of the container's edges. */
export interface EdgeOptions {
  /** Folder of the charts that the image carries. */
  readonly carried: string;
  /** True to ask no registry. */
  readonly carriedOnly: boolean;
  /** Source of requests used instead of the API server. */
  readonly requests?: RequestSource;
  readonly environment: Environment;
}

/** Returns the edges of a run: the API server, the carried charts and, for other charts, the platform's registry. */
export function containerEdges(options: EdgeOptions): Edges {
  const namespace = platformNamespace(options.environment);
  const requests = options.requests ?? clusterRequests(namespace);
  const carried = carriedCharts(options.carried);
  if (options.carriedOnly) return { requests, charts: carried, platformNamespace: namespace };
  const registries = lazyRegistries(options.environment);
  return {
    requests,
    platformNamespace: namespace,
    charts: chainSources(carried, registries.charts),
    images: registries.images,
    lockedChartWarnings: (platform) => checkLockedCharts(platform, options),
  };
}

/** Returns the requests of the cluster. Loaded lazily: a run with files needs no API server. */
function clusterRequests(namespace: string): RequestSource {
  return {
    async listRequests() {
      const { apiServerRequests } = await import('../../shared/kubernetes/api-server-requests.ts');
      return apiServerRequests({
        group,
        version,
        toExistingRequest: (object) => toExistingRequest(object, namespace),
      }).listRequests();
    },
  };
}

/** Returns the charts and images of registries. Loaded lazily: a run with carried charts needs no registry client. */
function lazyRegistries(environment: Environment): { charts: ChartSource; images: ImageSource } {
  const options = openOnce(() => registryOptions(environment));
  const charts = openOnce(async () => {
    const { registryCharts } = await import('../../shared/oci/chart-source.ts');
    return registryCharts(await options());
  });
  const images = openOnce(async () => {
    const { registryImages } = await import('../../shared/oci/image-source.ts');
    return registryImages(await options());
  });
  return {
    charts: { resolveChart: async (reference) => (await charts()).resolveChart(reference) },
    images: { resolveDigest: async (image) => (await images()).resolveDigest(image) },
  };
}

/** Returns a function that opens an edge at its first call, and returns the same one afterwards. */
function openOnce<Opened>(open: () => Promise<Opened>): () => Promise<Opened> {
  let opened: Promise<Opened> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

async function checkLockedCharts(platform: Platform, options: EdgeOptions): Promise<readonly string[]> {
  const { lockedChartWarnings, verifyLockedCharts } = await import(
    '../../shared/oci/verify-locked-charts.ts'
  );
  const { url, plainHTTP } = platform.chartsRepository;
  const lock = readCarriedLock(options.carried);
  const states = await verifyLockedCharts(
    { repository: url, plainHTTP, lock },
    await registryOptions(options.environment),
  );
  return lockedChartWarnings(states, url);
}

/** Reads the mounted credentials and private CA; without credentials, access is anonymous. */
async function registryOptions(environment: Environment) {
  const { readCredentials } = await import('../../shared/oci/credentials.ts');
  const credentials = readCredentials({
    dockerConfig: readFirst(mounts.registry, ['.dockerconfigjson', 'config.json']),
    githubToken: environment[githubToken],
  });
  const ca = readFirst(mounts.ca, ['ca.crt']);
  const credentialsPlace = `Secret "${registrySecret}" of the request's namespace`;
  return { credentials, credentialsPlace, ...(ca === undefined ? {} : { ca }) };
}

function readFirst(folder: string, names: readonly string[]): string | undefined {
  const path = names.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}
