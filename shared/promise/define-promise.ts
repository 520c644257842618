import type * as z from 'zod';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { Placement, PlacementSpec } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import type { DeliveredRelease, ItemName } from '../release/surroundings.ts';
import { isRecord } from './is-record.ts';

/** The API group of every request. */
export const group = 'platform.infraforge.io';

/** The one served version. */
export const version = 'v1';

/** A request whose text has been checked: every field is of its type and every default is filled in. */
export interface Request<Spec> {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: Spec;
  /** What is delivered now, from the object's status. */
  readonly delivered: {
    readonly releases: readonly DeliveredRelease[];
    readonly environment?: string;
    readonly platform?: Platform;
  };
  /** What the requester should know although nothing is wrong. */
  readonly warnings: readonly string[];
}

/** What a request asks for. */
export interface Asked {
  readonly releases: readonly Release[];
  /** Where they land; every request but a BootstrapClaim has one. */
  readonly place?: Placement;
  /** Only a BootstrapClaim returns one: the platform that it declares. */
  readonly platform?: Platform;
  /** Advice on the request that does not prevent the delivery. */
  readonly warnings?: readonly string[];
}

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly jsonPath: string;
}

/**
 * One capability: everything that a person writes about a Promise. The CRD, promise.yaml, the validation in the
 * container and the reference page are derived from it.
 */
export interface PromiseDefinition<Spec = unknown> {
  /** Name of the Promise and of its folder. */
  readonly name: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  /** One sentence for lists. */
  readonly summary: string;
  /** What a reader of the reference page must know before the first field; Markdown paragraphs. */
  readonly description: string;
  /** Columns of `kubectl get` before STATUS and AGE. */
  readonly columns: readonly Column[];
  /** True when the Promise answers deletions too: a deletion that must wait says so on the object. */
  readonly answersDeletion: boolean;
  /** Lists of `spec` whose items are platform services: the API server lets no protected one go from them. */
  readonly services: readonly string[];
  /** The spec's schema, made on first use: a run needs one of them only. */
  schema(): z.ZodType<Spec>;
  /** Names for which a request competes; reads a raw object, since other requests are not validated. */
  names(object: KubernetesObject): ItemName[];
  /**
   * Which releases a request asks for. `place` confirms an environment against the platform.
   *
   * @throws RequestError with every problem that only the platform's configuration shows
   */
  ask(request: Request<Spec>, place: (text: PlacementSpec) => Placement): Asked;
}

/** What a person writes: the definition with what has a default left out. */
export type PromiseSource<Spec> = Omit<
  PromiseDefinition<Spec>,
  'schema' | 'shortNames' | 'columns' | 'answersDeletion' | 'services'
> & {
  readonly shortNames?: readonly string[];
  readonly columns?: readonly Column[];
  readonly answersDeletion?: boolean;
  readonly services?: readonly string[];
  readonly spec: () => z.ZodType<Spec>;
};

const environmentColumn: Column = { name: 'Environment', type: 'string', jsonPath: '.spec.environment' };

/**
 * Defines a Promise.
 *
 * @example
 * export const greeting = definePromise({
 *   name: 'greeting', kind: 'Greeting', plural: 'greetings',
 *   summary: 'Says hello', description: 'Says hello.',
 *   spec: () => z.strictObject({ environment: environment() }),
 *   names: itemsOf(),
 *   ask: () => ({ releases: [] }),
 * });
 */
export function definePromise<Spec>(source: PromiseSource<Spec>): PromiseDefinition<Spec> {
  const { spec, ...rest } = source;
  let schema: z.ZodType<Spec> | undefined;
  return {
    shortNames: [],
    columns: [environmentColumn],
    answersDeletion: false,
    services: [],
    ...rest,
    schema(): z.ZodType<Spec> {
      schema ??= spec();
      return schema;
    },
  };
}

/**
 * Reads the names that a request competes for from its lists of items, whatever else the request says.
 *
 * @param lists fields of `spec` that hold items with `name` and `enabled`
 */
export function itemsOf(...lists: readonly string[]): (object: KubernetesObject) => ItemName[] {
  return ({ spec }) => {
    if (!isRecord(spec)) return [];
    const namespace = String(spec['namespace'] ?? spec['environment'] ?? '');
    return lists
      .flatMap((list) => (Array.isArray(spec[list]) ? spec[list] : []))
      .filter((item) => isRecord(item) && typeof item['name'] === 'string' && item['enabled'] !== false)
      .map((item) => ({ name: item.name as string, namespace }));
  };
}
