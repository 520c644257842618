import type * as z from 'zod';
import type { Values } from '../helm/chart.ts';
import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { DeliveredStatus, ItemName } from '../release/existing-request.ts';
import { ingressUrls } from '../release/ingress-urls.ts';
import type { ItemContents } from '../release/item-contents.ts';
import type { UsageOf } from '../release/namespace-usage.ts';
import type { Placement, PlacementSpec } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';

/** Parsed request: every field has its type, and every default is filled in. */
export interface Request<Spec> {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: Spec;
  /** Delivered releases, environment and platform, from the object's status. */
  readonly delivered: Pick<
    DeliveredStatus,
    'releases' | 'environment' | 'tenant' | 'platform' | 'archives' | 'bindings'
  >;
  /** Advice to the requester that does not prevent the delivery. */
  readonly warnings: readonly string[];
}

/** Column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly jsonPath: string;
}

/** Field of a request with items that can hold data: a list of its spec, an object of its spec, or the spec itself. */
export interface ItemField {
  readonly list?: string;
  readonly object?: string;
  /** Returns the CEL expression for the release name of an item. Both arguments are CEL. Defaults to the item's name. */
  readonly name?: (object: string, item: string) => string;
}

/** Fields under a heading of their own on the reference page. */
export interface Topic {
  readonly title: string;
  /** Paths such as `spec.items[].env`; the fields below belong to them. */
  readonly fields: readonly string[];
}

/**
 * Definition of a Promise: the only source that an author writes. CRD, promise.yaml, validation and reference page are
 * derived from it.
 */
export interface PromiseDefinition<Spec = unknown> {
  /** Name of the Promise and of its folder. */
  readonly name: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  /** One noun phrase for lists. */
  readonly summary: string;
  /** Introduction of the reference page; Markdown paragraphs. */
  readonly description: string;
  /** Returns the topics of the reference page in order. If absent, all fields are in one table. */
  topics?(): readonly Topic[];
  /** Columns of `kubectl get` before STATUS and AGE. */
  readonly columns: readonly Column[];
  /** True if the Promise also has a delete pipeline, which can delay a deletion. */
  readonly hasDeletePipeline: boolean;
  /** Fields with items that can hold data: the API server refuses to remove protected items. */
  readonly protectedItems: readonly ItemField[];
  /** Returns the lists inside these items whose entries the API server protects as well. Does not apply to an object of the spec. */
  contents?(): readonly ItemContents[];
  /** True if releases can use services of other requests, which are recorded in `status.bindings[]`. */
  readonly bindsServices: boolean;
  /** Returns the schema of the spec. Built on first use, because a run needs one schema only. */
  schema(): z.ZodType<Spec>;
  /** List of `spec` whose items are namespaces: each release goes to the namespace of its name. Defaults to `spec.namespace`. */
  readonly namespaceList?: string;
  /** Lists of `spec` whose items become releases; absent if a request is one release with the name of the request. */
  readonly items?: readonly string[];
  /** Type of the service that a request is, if it is one. */
  readonly service?: string;
  /** Maximum length of the name of a request that is one release. Defaults to that of a Helm release. */
  readonly nameLimit?: number;
  /** Returns the placement of a spec. Defaults to its fields. */
  placement?(spec: Spec): PlacementSpec;
  /** Returns the field of the request for the path of a problem. Defaults to the path. */
  locate?(path: string): string;
  /** Messages about fields that other kinds of requests have, by name. */
  readonly unsupportedFields?: Readonly<Record<string, string>>;
  /** Returns the names that a request claims. Reads a raw object, because other requests are not validated. */
  names(object: KubernetesObject): ItemName[];
  /**
   * Returns the releases of a request.
   *
   * @param usageOf returns the usage of a namespace by other requests
   * @throws RequestError with every problem that depends on the platform's configuration
   */
  releases(request: Request<Spec>, placement: Placement, usageOf: UsageOf): readonly Release[];
  /** Returns the platform that a request declares; only a BootstrapClaim declares one. */
  platform?(request: Request<Spec>): Platform;
  /** Returns advice on the request that does not prevent its delivery. */
  warnings?(spec: Spec, delivered: Request<Spec>['delivered']): readonly string[];
}

/** Definition as an author writes it: everything with a default may be left out. */
export type PromiseSource<Spec> = Omit<
  PromiseDefinition<Spec>,
  | 'schema'
  | 'names'
  | 'shortNames'
  | 'columns'
  | 'hasDeletePipeline'
  | 'protectedItems'
  | 'bindsServices'
  | 'releases'
  | 'platform'
> & {
  readonly shortNames?: readonly string[];
  readonly columns?: readonly Column[];
  readonly hasDeletePipeline?: boolean;
  readonly protectedItems?: readonly ItemField[];
  readonly bindsServices?: boolean;
  readonly names?: PromiseDefinition['names'];
  readonly spec: () => z.ZodType<Spec>;
} & (Pick<PromiseDefinition<Spec>, 'releases'> | Required<Pick<PromiseDefinition<Spec>, 'platform'>>);

const environmentColumn: Column = { name: 'Environment', type: 'string', jsonPath: '.spec.environment' };

/**
 * Defines a Promise.
 *
 * @example
 * export const greeting = definePromise({
 *   name: 'greeting',
 *   kind: 'Greeting',
 *   plural: 'greetings',
 *   summary: 'Web server that greets',
 *   description: 'One web server, named after its request.',
 *   spec: () => requestSpec({ values: freeValues().optional() }),
 *   releases: ({ name, spec: { owner, values } }, placement) => [
 *     releaseOf(placement, { name, chart: 'greeting', owner, values }),
 *   ],
 * });
 */
export function definePromise<Spec>(source: PromiseSource<Spec>): PromiseDefinition<Spec> {
  const { spec, ...rest } = source;
  let schema: z.ZodType<Spec> | undefined;
  return {
    shortNames: [],
    columns: [environmentColumn],
    hasDeletePipeline: false,
    protectedItems: [],
    bindsServices: false,
    releases: () => [],
    names: (object) => claimedNames(object, source),
    ...rest,
    schema(): z.ZodType<Spec> {
      schema ??= spec();
      return schema;
    },
  };
}

function claimedNames(
  { metadata, spec }: KubernetesObject,
  { items: lists, namespaceList, service }: Pick<PromiseDefinition, 'items' | 'namespaceList' | 'service'>,
): ItemName[] {
  const fields = isRecord(spec) ? spec : {};
  const { namespace: specified } = fields;
  const namespace = typeof specified === 'string' ? { namespace: specified } : {};
  if (lists === undefined) {
    const isWanted = service === undefined || fields['enabled'] !== false;
    return isWanted ? [{ name: metadata.name, ...namespace, ...(service && { type: service }) }] : [];
  }
  return lists
    .flatMap((list) => (Array.isArray(fields[list]) ? fields[list] : []))
    .filter((item) => isRecord(item) && typeof item['name'] === 'string' && item['enabled'] !== false)
    .map((item) => ({
      name: item.name as string,
      ...(namespaceList === undefined ? namespace : { namespace: item.name as string, isNamespace: true }),
      ...(typeof item.type === 'string' ? { type: item.type } : {}),
      ...claimedUrls(item),
    }));
}

/** Returns the URLs of an item whose field or free values set the host. */
export function claimedUrls({ ingress, values }: Readonly<Record<string, unknown>>): Pick<ItemName, 'urls'> {
  const layers = [ingress, isRecord(values) ? values['ingress'] : undefined].filter(isRecord);
  const urls = ingressUrls({ ingress: Object.assign({ enabled: false }, ...layers) as Values });
  return urls.length === 0 ? {} : { urls };
}
