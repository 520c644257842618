import type { ChartsLock } from '../../../shared/helm/charts-lock.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import { type LockedChartState, verifyLocked } from '../../../shared/oci/verify-locked.ts';
import { deliveredOf } from '../../../shared/promise/delivered-of.ts';
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

/** The registries that delivered BootstrapClaims name, each once. */
export function chartRegistries(requests: readonly RequestObject[]): ChartRegistry[] {
  const all = requests.flatMap((request) => {
    const { url, plainHTTP = false } = deliveredOf(request).platform?.chartsRepository ?? {};
    return url === undefined ? [] : [{ url: url.replace(/\/+$/, ''), plainHTTP }];
  });
  return [...new Map(all.map((registry) => [registry.url, registry])).values()];
}

/** The Service behind a registry whose host is a name that only the cluster resolves. */
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
export async function askRegistry(
  registry: ChartRegistry,
  options: { lock: ChartsLock; access: RegistryOptions; cluster: Cluster },
): Promise<ChartsRow> {
  const service = inClusterService(registry);
  const ask = (place: ChartRegistry): Promise<LockedChartState[]> =>
    verifyLocked({ repository: place.url, plainHTTP: place.plainHTTP, lock: options.lock }, options.access);
  if (service === undefined) return chartsRow(registry, await ask(registry));
  if (!registry.plainHTTP) return unknownRow(registry, { ...options, detail: certificateOnly });
  return forwarded(registry, { ...options, service, ask });
}

/** Its certificate is for the name that only the cluster resolves. */
const certificateOnly =
  'it speaks TLS under a name of the cluster, so it can only be asked from a pod in there';

async function forwarded(
  registry: ChartRegistry,
  options: {
    lock: ChartsLock;
    cluster: Cluster;
    service: ServicePort;
    ask: (place: ChartRegistry) => Promise<LockedChartState[]>;
  },
): Promise<ChartsRow> {
  const { registry: host } = parseReference(`${registry.url}/charts`);
  try {
    const { port, close } = await options.cluster.portForward(options.service);
    try {
      const url = registry.url.replace(host, `127.0.0.1:${port}`);
      return chartsRow(registry, await options.ask({ url, plainHTTP: true }));
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
      return finding('done', 'there');
    case 'missing':
      return finding('refused', 'missing', publishing(registry));
    case 'different':
      return finding('refused', 'another one', `Its digest is ${detail}, not that of charts.lock`, renewal);
    case 'unknown':
      return finding('waiting', 'unknown', detail);
  }
}

/** Returns the command that publishes a chart; only `deploy-platform` reaches a registry inside the cluster. */
function publishing(registry: ChartRegistry): string {
  if (inClusterService(registry) !== undefined) {
    return 'Publish it: make deploy-platform again, with the variables that it was given first';
  }
  return `Publish it: make charts-push REGISTRY=${registry.url}${registry.plainHTTP ? ' PLAIN_HTTP=1' : ''}`;
}

/** A version's content never changes, so that nothing is pushed over it. */
const renewal = 'Give the chart a new version, or check out the one that was published';
