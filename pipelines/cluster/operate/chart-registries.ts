import type { ChartsLock } from '../../../shared/chart-files/charts-lock.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import { type LockedChartState, verifyLockedCharts } from '../../../shared/oci/verify-locked-charts.ts';
import { readDelivered } from '../../../shared/promise/read-delivered.ts';
import { withoutTrailingSlashes } from '../../../shared/without-trailing-slashes.ts';
import { type Cluster, ClusterError, type ServicePort } from '../cluster.ts';
import { type Finding, finding } from './finding.ts';
import type { RequestObject } from './requests.ts';

/** Registry with the charts of a platform. */
export interface ChartRegistry {
  /** `oci://host[:port]/path` */
  readonly url: string;
  readonly plainHTTP: boolean;
}

/** Locked charts in a registry. */
export interface ChartsRow {
  readonly registry: string;
  readonly charts: readonly { readonly chart: string; readonly state: Finding }[];
}

/** Returns the registries of delivered BootstrapClaims, without duplicates. */
export function chartRegistries(requests: readonly RequestObject[]): ChartRegistry[] {
  const all = requests.flatMap((request) => {
    const { url, plainHTTP = false } = readDelivered(request).platform?.chartsRepository ?? {};
    return url === undefined ? [] : [{ url: withoutTrailingSlashes(url), plainHTTP }];
  });
  return [...new Map(all.map((registry) => [registry.url, registry])).values()];
}

/** Returns the Service of a registry whose host only the cluster can resolve. */
export function inClusterService({ url, plainHTTP }: ChartRegistry): ServicePort | undefined {
  const { host } = new URL(url.replace('oci:', 'http:'));
  const [, service, namespace, port] = serviceHost.exec(host) ?? [];
  if (service === undefined || namespace === undefined) return undefined;
  return { service, namespace, port: port === undefined ? (plainHTTP ? 80 : 443) : Number(port) };
}

/** Kubernetes documentation, "DNS for Services and Pods". */
const serviceHost = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.[a-z0-9.-]+)?(?::(\d+))?$/;

/**
 * Compares a registry with the locked charts, from this machine. Reaches a registry inside the cluster through a
 * forwarded port.
 */
export async function compareRegistry(
  registry: ChartRegistry,
  options: { lock: ChartsLock; access: RegistryOptions; cluster: Cluster },
): Promise<ChartsRow> {
  const service = inClusterService(registry);
  const compare = ({ url, plainHTTP }: ChartRegistry): Promise<LockedChartState[]> =>
    verifyLockedCharts({ repository: url, plainHTTP, lock: options.lock }, options.access);
  if (service === undefined) return chartsRow(registry, await compare(registry));
  if (!registry.plainHTTP) return unknownRow(registry, { ...options, detail: certificateOnly });
  return compareThroughPort(registry, { ...options, service, compare });
}

/** The certificate is valid only for the host name inside the cluster. */
const certificateOnly = 'the registry uses TLS with a host name of the cluster, so only pods can read it';

async function compareThroughPort(
  registry: ChartRegistry,
  options: {
    lock: ChartsLock;
    cluster: Cluster;
    service: ServicePort;
    compare: (target: ChartRegistry) => Promise<LockedChartState[]>;
  },
): Promise<ChartsRow> {
  const { registry: host } = parseReference(`${registry.url}/charts`);
  try {
    const { port, close } = await options.cluster.portForward(options.service);
    try {
      const url = registry.url.replace(host, `127.0.0.1:${port}`);
      return chartsRow(registry, await options.compare({ url, plainHTTP: true }));
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return unknownRow(registry, { lock: options.lock, detail: error.message });
  }
}

function unknownRow(
  { url }: ChartRegistry,
  { lock, detail }: { lock: ChartsLock; detail: string },
): ChartsRow {
  const charts = Object.entries(lock).map(([name, { version }]) => ({
    chart: `${name} ${version}`,
    state: finding('waiting', 'unknown', detail),
  }));
  return { registry: url, charts };
}

/** Returns the findings for the answers of a registry. */
export function chartsRow(registry: ChartRegistry, states: readonly LockedChartState[]): ChartsRow {
  const charts = states.map((state) => ({
    chart: `${state.name} ${state.version}`,
    state: chartFinding(state, registry),
  }));
  return { registry: registry.url, charts };
}

function chartFinding({ state, detail = '' }: LockedChartState, registry: ChartRegistry): Finding {
  switch (state) {
    case 'same':
      return finding('done', 'published');
    case 'missing':
      return finding('refused', 'missing', publishHint(registry));
    case 'different':
      return finding(
        'refused',
        'different',
        `Its digest is ${detail}, not the digest in charts.lock`,
        newVersionHint,
      );
    case 'unknown':
      return finding('waiting', 'unknown', detail);
  }
}

/** Returns a hint with the command that publishes a chart; only `deploy-platform` reaches a registry inside the cluster. */
function publishHint(registry: ChartRegistry): string {
  if (inClusterService(registry) !== undefined) {
    return 'Publish it: repeat make deploy-platform with the same variables';
  }
  return `Publish it: make charts-push REGISTRY=${registry.url}${registry.plainHTTP ? ' PLAIN_HTTP=1' : ''}`;
}

/** The content of a version never changes, so it is never replaced. */
const newVersionHint = 'Give the chart a new version, or check out the published one';
