import type { Values } from '../helm/chart.ts';
import { noOwnerGroup, ownerGroup } from '../owner-group.ts';
import type { DeliveredBinding, ExistingRequest } from '../release/existing-request.ts';
import { applicationName } from '../release/names.ts';
import type { Placement } from '../release/placement.ts';
import type { Release, ReleaseFacts } from '../release/release.ts';
import {
  printRequest,
  type RequestReference,
  requestAnnotation,
  requestAnnotationValue,
} from '../release/request-reference.ts';
import { nameScopeOf } from '../release/state-store.ts';
import { findTenant } from '../release/tenant.ts';
import { omitUnset } from '../release/value-access.ts';
import {
  cutText,
  type Entity,
  type EntityIdentity,
  entityApiVersion,
  entityReference,
  validTags,
} from './entity.ts';

/** Release with its chart and its facts. */
interface CatalogRelease {
  readonly release: Release;
  readonly chart: { readonly name: string };
  readonly facts: ReleaseFacts;
}

/** Delivered request, with what its entities refer to. */
export interface DeliveredRequest {
  /** Name of the Promise. */
  readonly promise: string;
  readonly request: RequestReference;
  readonly placement: Placement;
  readonly plans: readonly CatalogRelease[];
  readonly bindings: readonly DeliveredBinding[];
  /** Existing requests, whose services the bindings may name. */
  readonly requests: readonly ExistingRequest[];
}

/**
 * Returns the entities of a request: a System, a Component for each application, and a Resource for each service and
 * namespace. They have no image, values or replicas, so that an ordinary change of a request does not change them.
 */
export function requestEntities(delivered: DeliveredRequest): Entity[] {
  const { request, placement, plans } = delivered;
  const system = systemOf(delivered);
  const title = request.name;
  return [
    {
      apiVersion: entityApiVersion,
      kind: 'System',
      metadata: {
        ...identify(system),
        title,
        description: printRequest(request),
        annotations: { [requestAnnotation]: requestAnnotationValue(request) },
      },
      spec: {
        owner: ownerOf(plans[0]?.release),
        domain: entityReference({ kind: 'Domain', namespace: 'default', name: placement.clusterType }),
      },
    },
    ...plans.map((plan) => releaseEntity(plan, { delivered, system: entityReference(system) })),
  ];
}

function systemOf({ promise, request, placement }: DeliveredRequest): EntityIdentity {
  // Requests of two Promises may have the same name.
  const name = cutText(`${request.namespace}.${request.name}.${promise}`);
  return { kind: 'System', namespace: placement.environment, name };
}

/** Name of a release, and the parts that make it unique. */
type ReleaseIdentity = Pick<Release, 'name' | 'environment' | 'nameScope'>;

/**
 * Returns the namespace of the entity of a release. The name of the entity is that of the release, so that a form can use the
 * name of a selected entity as the name of a service. Both together are as unique as the name of the Application.
 */
function entityNamespace({ environment, nameScope }: Omit<ReleaseIdentity, 'name'>): string {
  return nameScope === undefined ? environment : cutText(`${nameScope}-${environment}`);
}

function resourceReference(release: ReleaseIdentity): string {
  return entityReference({ kind: 'Resource', namespace: entityNamespace(release), name: release.name });
}

function identify({ namespace, name }: EntityIdentity): { name: string; namespace: string } {
  return { name, namespace };
}

interface EntityContext {
  readonly delivered: DeliveredRequest;
  /** Reference to the System. */
  readonly system: string;
}

function releaseEntity(
  { release, chart, facts }: CatalogRelease,
  { delivered, system }: EntityContext,
): Entity {
  const { catalogType, name, environment } = release;
  const { clusterType, production } = delivered.placement;
  const spec =
    catalogType === undefined
      ? {
          type: 'service',
          lifecycle: production ? 'production' : clusterType,
          dependsOn: unlessEmpty(dependenciesOf(release, delivered)),
        }
      : { type: catalogType };
  return {
    apiVersion: entityApiVersion,
    kind: catalogType === undefined ? 'Component' : 'Resource',
    metadata: omitUnset({
      name,
      namespace: entityNamespace(release),
      annotations: annotationsOf(release, delivered.request),
      tags: unlessEmpty(validTags([chart.name, environment])),
      links: unlessEmpty(linksOf(facts)),
    }),
    spec: omitUnset({ ...spec, owner: ownerOf(release), system }),
  };
}

function unlessEmpty<Item>(list: Item[]): Item[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Returns the annotations for the day-two templates, and for the plugins of Argo CD and Kubernetes. */
function annotationsOf(release: Release, request: RequestReference): Values {
  return {
    [requestAnnotation]: requestAnnotationValue(request),
    'argocd/app-name': applicationName(release),
    ...podAnnotations(release),
  };
}

/** Returns the annotations that select the objects of a release. Objects that operators create have only the label of Backstage. */
function podAnnotations({ name, namespace, catalogType }: Release): Values {
  if (catalogType === 'namespace') return {};
  return {
    'backstage.io/kubernetes-namespace': namespace,
    ...(catalogType === undefined
      ? { 'backstage.io/kubernetes-label-selector': `app.kubernetes.io/instance=${name}` }
      : { 'backstage.io/kubernetes-id': name }),
  };
}

/** Returns a link to each address of an ingress. A wildcard host is not an address. */
function linksOf({ urls = [] }: ReleaseFacts): { url: string; title: string }[] {
  return urls
    .filter((url) => !url.includes('*'))
    .map((url) => ({ url, title: url.replace(/^[a-z]+:\/\/|\/$/g, '') }));
}

/** Returns the group of a team. Free text becomes the name of an entity. */
function ownerOf(release: Pick<Release, 'owner'> | undefined): string {
  return ownerGroup(release?.owner.team ?? '') ?? noOwnerGroup;
}

/** Returns the references to the services that an application is bound to. */
function dependenciesOf(application: Release, delivered: DeliveredRequest): string[] {
  const references = delivered.bindings
    .filter((binding) => binding.application === application.name)
    .flatMap((binding) => serviceReference(binding, application.environment, delivered) ?? []);
  return [...new Set(references)].toSorted();
}

function serviceReference(
  { service: name, namespace, request }: DeliveredBinding,
  environment: string,
  { plans, placement, requests }: DeliveredRequest,
): string | undefined {
  if (request === undefined) {
    const own = plans.find(({ release }) => release.name === name && release.catalogType !== undefined);
    return own && resourceReference(own.release);
  }
  const owner = requests.find((other) => printRequest(other) === request);
  const release = owner?.releases.find((one) => one.name === name && one.namespace === namespace);
  if (owner === undefined || release === undefined) return undefined;
  // Other clients can change a status: its path only shows whether there is a tenant, not which one.
  const tenant = findTenant(placement.platform, owner.namespace)?.name;
  const nameScope = nameScopeOf(release) === undefined ? undefined : tenant;
  return resourceReference({ name, environment, nameScope });
}
