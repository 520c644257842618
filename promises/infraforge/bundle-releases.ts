import { problem, RequestError } from '../../shared/errors.ts';
import { converted, type FieldMapping } from '../../shared/promise/field-mapping.ts';
import type { Placement } from '../../shared/release/placement.ts';
import { canonicalQuantity } from '../../shared/release/quantity.ts';
import type { Release } from '../../shared/release/release.ts';
import { findService } from '../../shared/service/find-service.ts';
import type { ServiceItem } from '../../shared/service/service-fields.ts';
import { serviceRelease } from '../../shared/service/service-release.ts';
import { type ServiceContext, serviceMapping } from '../../shared/service/service-values.ts';
import { applicationRelease } from '../application-claim/application-release.ts';
import { services } from '../services.ts';
import { type BundleService, bundleBlocks, bundleLists } from './bundle-services.ts';
import { type BundleAutoscaling, type BusinessItem, toApplication } from './business.ts';
import { isProductionProfile } from './profile.ts';

/** Spec of a bundle. */
export interface BundleSpec {
  readonly tenant: string;
  readonly environment: string;
  readonly owner?: Release['owner'] | undefined;
  readonly storageClass?: string | undefined;
  readonly autoscaling?: BundleAutoscaling | undefined;
  readonly bindServices: boolean;
  readonly business: readonly BusinessItem[];
}

/** Enabled service of a bundle, with its path. */
interface RequestedService {
  readonly path: string;
  readonly type: string;
  /** Prefix of the variables with its facts. */
  readonly prefix: string;
  readonly fields: BundleService;
}

/** Returns the name of a release of a bundle. */
export function bundleName(tenant: string, part: string): string {
  return `${tenant}-${part}`;
}

/**
 * Returns the releases of a bundle.
 *
 * @throws RequestError `NotAllowed` if the platform does not allow the tenant
 */
export function bundleReleases(spec: BundleSpec, placement: Placement): Release[] {
  checkTenantName(spec.tenant, placement);
  const requested = requestedServices(spec);
  return [
    ...requested.map((service) => releaseOfService(service, spec, placement)),
    ...spec.business.flatMap((item, index) =>
      item.enabled ? [releaseOfApplication(item, index, { spec, placement, requested })] : [],
    ),
  ];
}

function checkTenantName(tenant: string, { platform, tenant: own }: Placement): void {
  const message = platform.gitOps.environments.includes(tenant)
    ? `Reserved tenant "${tenant}": it is an environment; use the name of a team`
    : platform.tenants?.some(({ name }) => name === tenant && name !== own?.name)
      ? `"${tenant}" is another tenant of the platform; use "${own?.name}"`
      : undefined;
  if (message !== undefined) throw new RequestError('NotAllowed', [problem('spec.tenant', message)]);
}

/** Returns the enabled services: those of the blocks, then those of the lists. */
function requestedServices(spec: BundleSpec): RequestedService[] {
  const blocksAndLists = spec as unknown as Readonly<Record<string, unknown>>;
  const inBlocks = bundleBlocks.flatMap(({ field, prefix }) => {
    const fields = blocksAndLists[field] as (BundleService & { type: string }) | undefined;
    return fields?.enabled ? [{ path: `spec.${field}`, type: fields.type, prefix, fields }] : [];
  });
  const inLists = bundleLists.flatMap((list) =>
    (blocksAndLists[list] as readonly (BundleService & { name: string })[]).flatMap((fields, index) =>
      fields.enabled
        ? [{ path: `spec.${list}[${index}]`, type: fields.name, prefix: prefixOf(fields.name), fields }]
        : [],
    ),
  );
  const taken = new Set<string>();
  return [...inBlocks, ...inLists].map((service) => {
    // Of two services with one prefix, the second one gets its type as prefix.
    const prefix = taken.has(service.prefix) ? service.type.toUpperCase() : service.prefix;
    taken.add(prefix);
    return { ...service, prefix };
  });
}

function prefixOf(type: string): string {
  return bundleBlocks.find(({ types }) => types.includes(type))?.prefix ?? type.toUpperCase();
}

function withProfile(placement: Placement, profile: string | undefined): Placement {
  return { ...placement, production: placement.production || isProductionProfile(profile) };
}

function releaseOfService(
  { path, type, fields }: RequestedService,
  { tenant, owner, storageClass }: BundleSpec,
  placement: Placement,
): Release {
  const service = findService(services, type);
  if (service === undefined) throw new Error(`The schema accepts the unknown service type "${type}"`);
  const item = { ...fields, type, name: bundleName(tenant, type), chart: {} } as unknown as ServiceItem;
  return serviceRelease(item, service, {
    path,
    namePath: 'spec.tenant',
    placement: withProfile(placement, fields.profile),
    owner,
    storageClass: fields.storageClass ?? storageClass,
    mapping: bundleMapping(serviceMapping(service)),
  });
}

/** Returns the mapping from the fields of a bundle's service to values: `size` is that of the volume. */
function bundleMapping(
  mapping: FieldMapping<ServiceItem, ServiceContext>,
): FieldMapping<ServiceItem, ServiceContext> {
  return {
    ...mapping,
    name: null,
    enabled: mapping.name,
    storage: null,
    size: converted('persistence.size', (size: string | undefined) => size && canonicalQuantity(size)),
    storageClass: converted<unknown, ServiceContext>(
      'persistence.storageClass',
      (_, { storageClass }) => storageClass,
    ),
  } as unknown as FieldMapping<ServiceItem, ServiceContext>;
}

function releaseOfApplication(
  item: BusinessItem,
  index: number,
  {
    spec: { tenant, owner, autoscaling, bindServices },
    placement,
    requested,
  }: {
    readonly spec: BundleSpec;
    readonly placement: Placement;
    readonly requested: readonly RequestedService[];
  },
): Release {
  const isBound = item.bindServices ?? bindServices;
  return {
    ...applicationRelease(toApplication(item, { tenant, autoscaling }), {
      path: `spec.business[${index}]`,
      placement: withProfile(placement, item.profile),
      owner,
      impliedBindings: isBound
        ? requested.map(({ type, prefix }) => ({
            field: 'bindServices',
            service: bundleName(tenant, type),
            naming: { prefix, except: (item.env ?? []).map(({ name }) => name) },
          }))
        : [],
    }),
    namePath: 'spec.tenant',
  };
}
