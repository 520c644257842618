import type * as z from 'zod';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { DeliveredRelease, ItemName } from '../release/existing-request.ts';
import type { Placement } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
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
  /** Lists of `spec` whose items become releases; absent if a request is one release of its own name. */
  readonly items?: readonly string[];
  /** Returns the names that a request claims. Reads a raw object, because other requests are not validated. */
  names(object: KubernetesObject): ItemName[];
  /**
   * Returns the releases of a request.
   *
   * @throws RequestError with every problem that only the platform's configuration shows
   */
  releases(request: Request<Spec>, placement: Placement): readonly Release[];
  /** Returns the platform that a request declares; only a BootstrapClaim declares one. */
  platform?(request: Request<Spec>): Platform;
  /** Returns advice on the request that does not prevent its delivery. */
  warnings?(spec: Spec): readonly string[];
}

/** Definition as an author writes it: everything with a default may be left out. */
export type PromiseSource<Spec> = Omit<
  PromiseDefinition<Spec>,
  'schema' | 'names' | 'shortNames' | 'columns' | 'answersDeletion' | 'services' | 'releases' | 'platform'
> & {
  readonly shortNames?: readonly string[];
  readonly columns?: readonly Column[];
  readonly answersDeletion?: boolean;
  readonly services?: readonly string[];
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
    answersDeletion: false,
    services: [],
    releases: () => [],
    names: (object) => claimedNames(object, source.items),
    ...rest,
    schema(): z.ZodType<Spec> {
      schema ??= spec();
      return schema;
    },
  };
}

function claimedNames(
  { metadata, spec }: KubernetesObject,
  lists: readonly string[] | undefined,
): ItemName[] {
  const fields = isRecord(spec) ? spec : {};
  const namespace = String(fields['namespace'] ?? fields['environment'] ?? '');
  if (lists === undefined) return [{ name: metadata.name, namespace }];
  return lists
    .flatMap((list) => (Array.isArray(fields[list]) ? fields[list] : []))
    .filter((item) => isRecord(item) && typeof item['name'] === 'string' && item['enabled'] !== false)
    .map((item) => ({ name: item.name as string, namespace }));
}
