import { type Problem, problem, RequestError } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { resourceValues } from '../../shared/promise/item-resources.ts';
import { chartVersion, monitoringProblems, platformValuesOf } from '../../shared/promise/place-values.ts';
import { applicationChart } from '../../shared/promise/vocabulary.ts';
import { fieldOf, sameNames } from '../../shared/release/field-of.ts';
import { setFieldsOf, valueAt } from '../../shared/release/merged.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Owner, Release, ReleaseFacts } from '../../shared/release/release.ts';
import { type Application, oneWayToScale } from './application.ts';
import { checkValues } from './check-values.ts';
import { mainPort } from './main-port.ts';

const timing = ['initialDelaySeconds', 'periodSeconds'];

const fieldOfApplication = fieldOf({
  ...sameNames('image', 'replicas', 'autoscaling', 'resources', 'ports', 'env', 'ingress'),
  ...sameNames('healthCheck.enabled', 'healthCheck.port'),
  ...Object.fromEntries(
    ['liveness', 'readiness'].flatMap((probe) => [
      [`healthCheck.${probe}.path`, `healthCheck.${probe}Path`],
      ...timing.map((field) => [`healthCheck.${probe}.${field}`, `healthCheck.${field}`]),
    ]),
  ),
});

/**
 * The release of one application.
 *
 * @param context.path where the application stands: `spec.applications[0]`
 * @throws RequestError `NotAllowed` where the platform lacks what would fill in for an absent field
 */
export function applicationRelease(
  item: Application,
  { path, placement, owner }: { path: string; placement: Placement; owner: Owner },
): Release {
  const missing = [...imageProblems(item, path, placement), ...hostProblems(item, path, placement)];
  if (missing.length > 0) throw new RequestError('NotAllowed', missing);
  const chartName = item.chart.name ?? applicationChart;
  return {
    path,
    name: item.name,
    category: 'applications',
    environment: placement.environment,
    clusterType: placement.clusterType,
    namespace: placement.namespace,
    production: placement.production,
    chart: { name: chartName, version: item.chart.version ?? chartVersion(placement, chartName) },
    platformValues: platformLayer(item, placement, chartName),
    fields: (below) => applicationValues(item, placement, below),
    freeValues: (item.values ?? {}) as Values,
    owner,
    protected: false,
    stateful: false,
    scaling: 'both',
    facts: (merged) =>
      chartName === applicationChart ? serviceAddress(item.name, placement.namespace, merged) : {},
    warnings: [],
    check: (merged) =>
      chartName === applicationChart
        ? [...checkValues(merged), ...scalingProblems(item, merged), ...monitoringProblems(merged, placement)]
        : [],
    fieldOf: fieldOfApplication,
  };
}

/** The rule of the fields, for autoscaling that the free values switch on. */
function scalingProblems({ replicas }: Application, merged: Values): Problem[] {
  if (replicas === undefined || valueAt(merged, 'autoscaling.enabled') !== true) return [];
  return [problem('autoscaling.enabled', oneWayToScale)];
}

function imageProblems(item: Application, path: string, { platform }: Placement): Problem[] {
  if (item.image !== undefined || item.chart.name !== applicationChart) return [];
  if (platform.imageRegistry === undefined) {
    return [
      {
        path: `${path}.image`,
        message: 'Required: the platform names no imageRegistry that it could come from',
      },
    ];
  }
  if (item.version !== undefined) return [];
  return [
    {
      path: `${path}.image`,
      message: `Required, or a version: the image is then ${imageName(item, platform.imageRegistry)}:<version>`,
    },
  ];
}

function imageName({ serviceName, name }: Application, registry: string): string {
  return `${registry.replace(/\/+$/, '')}/${serviceName ?? name}`;
}

function hostProblems(item: Application, path: string, placement: Placement): Problem[] {
  const { ingress } = item;
  if (ingress?.enabled !== true || ingress.host !== undefined) return [];
  if (placement.platform.ingress?.domain === undefined) {
    return [
      {
        path: `${path}.ingress.host`,
        message: 'Required: the platform names no ingress domain that it could be made from',
      },
    ];
  }
  if (`${item.name}-${placement.environment}`.length <= 63) return [];
  return [
    {
      path: `${path}.ingress.host`,
      message: 'Required: a host made from name and environment would be longer than a DNS label',
    },
  ];
}

/** The platform's ingress class is a default for those who ask for an ingress, and for nobody else. */
function platformLayer({ ingress }: Application, placement: Placement, chart: string): Values {
  const values = platformValuesOf(placement, chart);
  const className = placement.platform.ingress?.className;
  const own = valueAt(values, 'ingress');
  if (
    ingress?.enabled !== true ||
    className === undefined ||
    valueAt(values, 'ingress.className') !== undefined
  ) {
    return values;
  }
  return { ...values, ingress: { ...(isMap(own) ? own : {}), className } };
}

function applicationValues(item: Application, placement: Placement, below: Values): Values {
  const { replicas, autoscaling, ingress, ports } = item;
  return setFieldsOf({
    image: imageValues(item, placement),
    replicas,
    // A fixed number would be overruled by the autoscaler that the production layer turns on.
    autoscaling: autoscaling ?? (replicas === undefined ? undefined : { enabled: false }),
    resources: resourceValues(item.resources, { below }),
    ports: ports?.map(({ port, servicePort = port, ...rest }) => ({ ...rest, port, servicePort })),
    healthCheck: healthValues(item),
    env: item.env?.map((variable) => setFieldsOf(variable)),
    ingress:
      ingress === undefined ? undefined : { ...ingress, host: ingress.host ?? hostOf(item, placement) },
    podLabels: podLabels(item),
  });
}

function imageValues(item: Application, { platform }: Placement): { [key: string]: unknown } | undefined {
  if (item.image !== undefined) return item.image;
  if (platform.imageRegistry === undefined || item.version === undefined) return undefined;
  return { repository: imageName(item, platform.imageRegistry), tag: item.version };
}

function healthValues({ healthCheck }: Application): { [key: string]: unknown } | undefined {
  if (healthCheck === undefined) return undefined;
  const { enabled, port, path, livenessPath = path, readinessPath = path, ...timing } = healthCheck;
  return {
    enabled,
    port,
    liveness: { path: livenessPath, ...timing },
    readiness: { path: readinessPath, ...timing },
  };
}

function hostOf({ name, ingress }: Application, { platform, environment }: Placement): string | undefined {
  const domain = platform.ingress?.domain;
  return ingress?.enabled !== true || domain === undefined ? undefined : `${name}-${environment}.${domain}`;
}

function podLabels({ name, version }: Application): Values {
  return setFieldsOf({ 'backstage.io/kubernetes-id': name, 'infraforge.io/version': labelOf(version) });
}

/** A tag may end in characters that a label may not. */
function labelOf(version: string | undefined): string | undefined {
  return version?.slice(0, 63).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

function serviceAddress(name: string, namespace: string, merged: Values): ReleaseFacts {
  const main = mainPort(merged)?.port;
  if (main === undefined) return {};
  const port = Number(main['servicePort'] ?? main['port']);
  return { host: `${name}.${namespace}.svc.cluster.local`, port };
}
