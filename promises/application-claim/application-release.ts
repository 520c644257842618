import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { assignFields } from '../../shared/promise/field-mapping.ts';
import { monitoringProblems, platformValuesFor } from '../../shared/promise/placement-values.ts';
import { releaseOf } from '../../shared/promise/release-of.ts';
import { applicationChart } from '../../shared/promise/vocabulary.ts';
import type { Binding } from '../../shared/release/bindings.ts';
import { defaultsOfPlacement } from '../../shared/release/namespace-defaults.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Owner, Release, ReleaseFacts } from '../../shared/release/release.ts';
import { defaultDomain } from '../../shared/release/tenant.ts';
import { stringAt, valueAt, withDefault } from '../../shared/release/value-access.ts';
import { type Application, scalingConflict } from './application.ts';
import { applicationValues, imageName, wantedImages } from './application-values.ts';
import { bindItem, bindingsOf } from './bindings/bind-item.ts';
import { checkValues, valueWarnings } from './check-values.ts';
import { mainPort } from './containers/main-port.ts';
import { peerWarnings } from './network/check-peers.ts';
import { gatewayProblems, withIngressDefaults } from './network/gateway.ts';
import { environmentProblems } from './network/peers.ts';
import type { DescribeDefault } from './running/check-autoscaling.ts';
import { priorityProblems } from './running/check-priority.ts';
import { metricsProblems } from './running/metrics.ts';
import { applicationPods } from './running/pods.ts';
import { volumeChangeProblem, volumeFacts, volumePods } from './storage/persistent-values.ts';
import { isStateful } from './storage/stateful.ts';

/** Placement and owner of the applications of a request. */
export interface ApplicationsContext {
  readonly placement: Placement;
  readonly owner: Owner | undefined;
}

/** Path and placement of an application. */
interface ItemContext {
  readonly path: string;
  readonly placement: Placement;
  /** Bindings that the request does not name. */
  readonly impliedBindings?: readonly Binding[];
}

/** Returns the releases of the enabled applications. A release has a refusal if the platform lacks a default for it. */
export function applicationReleases(items: readonly Application[], context: ApplicationsContext): Release[] {
  const enabled = items
    .map((item, index) => ({ item, path: `spec.applications[${index}]` }))
    .filter(({ item }) => item.enabled);
  return enabled.map(({ item, path }) => applicationRelease(item, { path, ...context }));
}

/** Returns the release of an application. It has a refusal if the platform lacks a default for it. */
export function applicationRelease(
  item: Application,
  { path, placement, owner, impliedBindings }: ApplicationsContext & ItemContext,
): Release {
  const chart = item.chart.name ?? applicationChart;
  return releaseOf(placement, {
    path,
    name: item.name,
    chart: { name: chart, version: item.chart.version },
    fields: (below, findService = () => undefined) => {
      const { item: own, bound } = bindItem(item, findService, impliedBindings);
      const isProtected = isProtectedItem(item, placement);
      return assignFields(own, applicationValues, { item: own, placement, owner, bound, isProtected, below });
    },
    values: item.values,
    owner,
    ...(chart === applicationChart
      ? applicationChartProperties(item, { path, placement, ...(impliedBindings && { impliedBindings }) })
      : { unsupportedFields: () => fieldProblems(item, chart) }),
  });
}

/** Returns true if the volumes of an application must not be removed. */
function isProtectedItem(item: Application, { production }: Placement): boolean {
  return isStateful(item) && (item.deletionProtection ?? production);
}

/** Returns the properties that a release has only with the chart of applications. */
function applicationChartProperties(
  item: Application,
  { path, placement, impliedBindings }: ItemContext,
): Partial<Release> {
  const missing = [
    ...imageProblems(item, path, placement),
    ...hostProblems(item, path, placement),
    ...priorityProblems(item, path, placement),
    ...environmentProblems(item.networkPolicy, { placement, path }),
  ];
  return {
    images: wantedImages(item, { path, placement }),
    platformValues: platformLayer(item, placement),
    bindings: bindingsOf(item, impliedBindings),
    protected: isProtectedItem(item, placement),
    stateful: isStateful(item),
    contentChangeProblem: volumeChangeProblem,
    contentsField: 'volumes',
    pods: (merged) => [...applicationPods(merged), ...volumePods(merged)],
    facts: (merged) => ({
      ...imageOf(merged),
      ...serviceAddress(item.name, placement.namespace, merged),
      ...volumeFacts(merged),
    }),
    check: (merged) => [
      ...checkValues(merged, {
        name: item.name,
        describeDefault: describeDefault(item, placement),
        isSet: (path) => isSet(item, path),
        isStateful: isStateful(item),
      }),
      ...scalingProblems(item, merged),
      ...monitoringProblems(merged, placement),
      ...metricsProblems(merged, placement),
      ...gatewayProblems(merged, placement.platform),
    ],
    isScaledByCluster: (merged) => valueAt(merged, 'autoscaling.enabled') === true,
    warn: (merged) => [
      ...valueWarnings(merged),
      ...peerWarnings(merged, { namespace: placement.namespace, defaults: defaultsOfPlacement(placement) }),
    ],
    refusal: missing.length === 0 ? undefined : new RequestError('InvalidRequest', missing),
  };
}

/** Returns true if a field or a free value of the request has this path. */
function isSet(item: Application, path: string): boolean {
  return [item as unknown as Values, item.values ?? {}].some((values) => valueAt(values, path) !== undefined);
}

/** Returns a function that describes the layer of a value that the request does not set. */
function describeDefault(item: Application, placement: Placement): DescribeDefault {
  const platformValues = platformValuesFor(placement, applicationChart);
  return (path) => {
    if (isSet(item, path)) return '';
    return valueAt(platformValues, path) === undefined ? ", the chart's default" : ", the platform's default";
  };
}

/** Reports replicas together with autoscaling that the free values enable. */
function scalingProblems({ replicas }: Application, merged: Values): Problem[] {
  if (replicas === undefined || valueAt(merged, 'autoscaling.enabled') !== true) return [];
  return [problem('autoscaling.enabled', scalingConflict)];
}

function imageProblems(item: Application, path: string, { platform }: Placement): Problem[] {
  if (item.image !== undefined) return [];
  if (platform.imageRegistry === undefined) {
    return [
      {
        path: `${path}.image`,
        message: 'image is required, because the platform sets no imageRegistry',
      },
    ];
  }
  if (item.version !== undefined) return [];
  return [
    {
      path: `${path}.image`,
      message: `image or version is required; version: "1.0" would run ${imageName(item, platform.imageRegistry)}:1.0`,
    },
  ];
}

function hostProblems(item: Application, path: string, placement: Placement): Problem[] {
  const { ingress } = item;
  if (ingress?.enabled !== true || (ingress.host ?? ingress.hosts) !== undefined) return [];
  if (defaultDomain(placement.platform, placement.tenant) === undefined) {
    const { tenant } = placement;
    const cause =
      tenant === undefined
        ? 'the platform sets no ingress domain'
        : `tenant "${tenant.name}" has no wildcard host`;
    return [{ path: `${path}.ingress.host`, message: `host is required, because ${cause}` }];
  }
  if (`${item.name}-${placement.environment}`.length <= 63) return [];
  return [
    {
      path: `${path}.ingress.host`,
      message: 'host is required, because <name>-<environment> is longer than 63 characters',
    },
  ];
}

/** Fields of an application that do not depend on its chart. */
const commonFields: readonly string[] = [
  'name',
  'enabled',
  'chart',
  'values',
] satisfies readonly (keyof Application)[];

/** Returns a problem for each field that sets values of the chart of applications only. */
function fieldProblems(item: Application, chart: string): Problem[] {
  return Object.entries(item)
    .filter(([field, value]) => value !== undefined && !commonFields.includes(field))
    .map(([field]) => problem(field, `Not a field of chart "${chart}"; its values go under values`));
}

/** Returns the platform's values of the chart; an application with an ingress also gets the platform's Gateway or class. */
function platformLayer(item: Application, placement: Placement): Values {
  const { ingress, values: free = {} } = item;
  const { platform } = placement;
  const { monitoringLabels } = platform;
  const own = platformValuesFor(placement, applicationChart);
  const withLabels = withDefault(own, 'monitoring.labels', monitoringLabels && { ...monitoringLabels });
  const values = isStateful(item)
    ? withDefault(withLabels, 'persistence.storageClass', platform.storageClass)
    : withLabels;
  const isExposed =
    ingress?.enabled === true || [free, own].some((layer) => valueAt(layer, 'ingress.enabled') === true);
  return isExposed ? withIngressDefaults(values, platform) : values;
}

function imageOf(merged: Values): ReleaseFacts {
  const [repository, tag, digest] = ['repository', 'tag', 'digest'].map((key) =>
    stringAt(merged, `image.${key}`),
  );
  if (!repository) return {};
  return { image: `${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}` };
}

function serviceAddress(name: string, namespace: string, merged: Values): ReleaseFacts {
  const main = mainPort(merged)?.port;
  if (main === undefined) return {};
  const port = Number(main['servicePort'] ?? main['port']);
  const isHeadless = valueAt(merged, 'service.type') === 'Headless';
  return {
    host: `${name}.${namespace}.svc.cluster.local`,
    port: isHeadless ? Number(main['port']) : port,
    ...(isHeadless && { headless: true }),
  };
}
