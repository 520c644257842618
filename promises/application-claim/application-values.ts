import { labelValue } from '../../shared/label-value.ts';
import { converted, type FieldMapping, implied } from '../../shared/promise/field-mapping.ts';
import { adjustedResources } from '../../shared/promise/item-resources.ts';
import { ownerLabels } from '../../shared/release/owner-labels.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Owner, WantedImage } from '../../shared/release/release.ts';
import { defaultDomain } from '../../shared/release/tenant.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { withoutTrailingSlashes } from '../../shared/without-trailing-slashes.ts';
import type { Application } from './application.ts';
import type { BoundValues } from './bindings/bind-item.ts';
import { asksForHttp } from './containers/health-check.ts';
import { probeRoute } from './containers/probe-values.ts';
import { containersAsValues, resourceValues } from './containers/resource-values.ts';
import { networkPolicyValues, policyTypes } from './network/peers.ts';
import { volumesAsValues } from './storage/persistent-values.ts';
import { isStateful } from './storage/stateful.ts';

/** Application with its placement. */
export interface ApplicationContext {
  readonly item: Application;
  readonly placement: Placement;
  readonly owner: Owner | undefined;
  readonly isProtected: boolean;
  /** Values that come from services. */
  readonly bound: BoundValues | undefined;
}

/** Values that the fields of an application set. */
export const applicationValues: FieldMapping<Application, ApplicationContext> = {
  name: implied('podLabels', (name, { owner, placement }) => ({
    'backstage.io/kubernetes-id': name,
    ...ownerLabels(owner, placement.tenant?.name),
  })),
  enabled: null,
  chart: null,
  // Part of the image, which the version implies.
  serviceName: null,
  version: [
    implied('image', (_, { item, placement }) => derivedImage(item, placement)),
    implied('podLabels', (version) => ({
      'infraforge.io/version': version === undefined ? undefined : labelValue(version),
    })),
  ],
  image: {
    repository: 'image.repository',
    tag: 'image.tag',
    digest: 'image.digest',
    // The run looks up the digest.
    resolve: null,
    pullPolicy: 'image.pullPolicy',
    pullSecrets: 'image.pullSecrets',
  },
  // The production layer enables the autoscaler, which would override a fixed number.
  replicas: [
    'replicas',
    implied('autoscaling.enabled', (replicas) => (replicas === undefined ? undefined : false)),
  ],
  autoscaling: 'autoscaling',
  resources: [implied('resources', adjustedResources), converted('resources', resourceValues)],
  ports: converted('ports', (ports) =>
    ports?.map(({ port, servicePort = port, ...rest }) => ({ ...rest, port, servicePort })),
  ),
  healthCheck: {
    enabled: [
      'healthCheck.enabled',
      implied('healthCheck.http', (_, { item }) => asksForHttp(item.healthCheck)),
    ],
    port: 'healthCheck.port',
    path: ['healthCheck.livenessPath', 'healthCheck.readinessPath'],
    livenessPath: 'healthCheck.livenessPath',
    readinessPath: 'healthCheck.readinessPath',
    initialDelaySeconds: [
      'healthCheck.liveness.initialDelaySeconds',
      'healthCheck.readiness.initialDelaySeconds',
    ],
    periodSeconds: ['healthCheck.liveness.periodSeconds', 'healthCheck.readiness.periodSeconds'],
    startup: probeRoute('startup'),
    liveness: probeRoute('liveness'),
    readiness: probeRoute('readiness'),
  },
  command: 'command',
  args: 'args',
  env: 'env',
  envFrom: 'envFrom',
  sidecars: converted('sidecars', (list, { read }) => containersAsValues(list, read('sidecarResources'))),
  initContainers: converted('initContainers', (list, { read }) =>
    containersAsValues(list, read('resources')),
  ),
  rollout: 'rollout',
  security: {
    runAsUser: 'podSecurityContext.runAsUser',
    runAsGroup: 'podSecurityContext.runAsGroup',
    fsGroup: 'podSecurityContext.fsGroup',
    readOnlyRootFilesystem: 'securityContext.readOnlyRootFilesystem',
  },
  serviceAccount: 'serviceAccount',
  labels: 'labels',
  priorityClassName: 'priorityClassName',
  topologySpread: 'topologySpreadConstraints',
  disruptionBudget: {
    enabled: 'disruptionBudget.enabled',
    // minAvailable of another layer would take precedence.
    maxUnavailable: [
      'disruptionBudget.maxUnavailable',
      implied('disruptionBudget.minAvailable', (value) => (value === undefined ? undefined : '')),
    ],
    minAvailable: 'disruptionBudget.minAvailable',
  },
  jobs: converted('jobs', (list, { read }) => containersAsValues(list, read('resources'))),
  services: implied('bindings', (_, { bound }) => bound),
  files: 'files',
  volumes: [
    converted('volumes', volumesAsValues),
    // A volume belongs to one node at a time.
    implied('replicas', (_, { item }) => (isStateful(item) ? 1 : undefined)),
    implied('autoscaling.enabled', (_, { item }) => (isStateful(item) ? false : undefined)),
  ],
  deletionProtection: implied('protected', (isWanted, { isProtected }) => (isProtected ? true : isWanted)),
  ingress: [implied('ingress.host', (_, { item, placement }) => derivedHost(item, placement)), 'ingress'],
  service: 'service',
  networkPolicy: [
    implied('networkPolicy.policyTypes', policyTypes),
    converted('networkPolicy', (policy, { placement }) => networkPolicyValues(policy, placement)),
  ],
  monitoring: 'monitoring',
  hostAliases: 'hostAliases',
  dnsConfig: 'dnsConfig',
  values: null,
};

/** Returns the repository of an application's image in the platform's registry. */
export function imageName({ serviceName, name }: Application, registry: string): string {
  return `${withoutTrailingSlashes(registry)}/${serviceName ?? name}`;
}

function derivedImage(
  item: Application,
  { platform }: Placement,
): { repository: string; tag: string } | undefined {
  const { image, version } = item;
  if (image !== undefined || platform.imageRegistry === undefined || version === undefined) return undefined;
  return { repository: imageName(item, platform.imageRegistry), tag: version };
}

/** Returns the images of an application whose digests its request or the platform wants. */
export function wantedImages(
  item: Application,
  { path, placement }: { readonly path: string; readonly placement: Placement },
): WantedImage[] {
  const main = item.image ?? derivedImage(item, placement);
  const further = (['sidecars', 'initContainers', 'jobs'] as const).flatMap((list) =>
    (item[list] ?? []).map(({ image }, index) => ({
      image,
      path: `${path}.${list}[${index}].image.tag`,
      steps: [list, index, 'image'],
    })),
  );
  const all = [
    {
      image: main,
      path: item.image === undefined ? `${path}.version` : `${path}.image.tag`,
      steps: ['image'],
    },
    ...further,
  ];
  const isWanted = placement.platform.imageDigests?.always === true;
  return all.flatMap(({ image, ...at }) => {
    const { repository, tag, digest, resolve = isWanted }: Partial<OwnImage> = image ?? {};
    if (!resolve || digest !== undefined || repository === undefined || tag === undefined) return [];
    return [{ ...at, repository, tag }];
  });
}

type OwnImage = NonNullable<Application['image']>;

function derivedHost(
  { name, ingress, values }: Application,
  { platform, tenant, environment }: Placement,
): string | undefined {
  const domain = defaultDomain(platform, tenant);
  const isNamed = ingress?.hosts !== undefined || valueAt(values ?? {}, 'ingress.hosts') !== undefined;
  if (ingress?.enabled !== true || domain === undefined || isNamed) return undefined;
  return `${name}-${environment}.${domain}`;
}
