import type { Values } from '../../shared/helm/chart.ts';
import { noLimit } from '../../shared/promise/quantities.ts';
import { defaultsOfPlacement, effectiveDefaults } from '../../shared/release/namespace-defaults.ts';
import { exactAmount, printAmount } from '../../shared/release/namespace-quota.ts';
import { type NamespaceUse, usedAmount } from '../../shared/release/namespace-usage.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { NamespaceDefaults } from '../../shared/release/platform.ts';
import { parseQuantity } from '../../shared/release/quantity.ts';
import { omitUnset } from '../../shared/release/value-access.ts';
import type { NamespaceItem } from './namespace.ts';
import { objectCounts, type Profile, profiles } from './profiles.ts';

/** Namespace item with its placement, and what other requests deliver there. */
export interface NamespaceContext {
  readonly item: NamespaceItem;
  readonly placement: Placement;
  /** Delivered releases of other requests in the namespace. */
  readonly uses: readonly NamespaceUse[];
}

/** Returns the profile of a namespace. */
export function profileOf({ item, placement }: Pick<NamespaceContext, 'item' | 'placement'>): Profile {
  return item.profile ?? (placement.production ? 'prod' : 'dev');
}

/** Returns the platform's limits of a namespace: the request can only lower them. */
export function platformLimits({ placement }: Pick<NamespaceContext, 'placement'>): NamespaceDefaults {
  return effectiveDefaults(placement.platform, placement.tenant) ?? {};
}

/** Returns the hard limits of a namespace for each resource that the request does not set. */
export function defaultQuota(context: NamespaceContext): Values {
  const { item, uses } = context;
  const { quota: maximum = {} } = platformLimits(context);
  const hasServices = uses.some(({ release }) => release.engine !== undefined);
  const minimum = { ...profiles[profileOf(context)].quota, ...(hasServices ? {} : objectCounts) };
  const entries = [...new Set([...Object.keys(minimum), ...Object.keys(maximum)])].map((resource) => {
    const needed =
      minimum[resource] === undefined
        ? undefined
        : larger(minimum[resource], neededOf(uses, resource, headroom));
    const isSet = item.quota?.[resource] !== undefined && item.quota[resource] !== noLimit;
    return [
      resource,
      isSet ? undefined : smaller(isNone(item, resource) ? undefined : needed, maximum[resource]),
    ];
  });
  return omitUnset(Object.fromEntries(entries));
}

const isNone = ({ quota }: NamespaceItem, resource: string): boolean => quota?.[resource] === noLimit;

/** Returns the hard limits that the request sets. */
export function ownQuota({ quota = {} }: Pick<NamespaceItem, 'quota'>): Values {
  return Object.fromEntries(Object.entries(quota).filter(([, amount]) => amount !== noLimit));
}

/**
 * Factor between a default quota and what the delivered releases need: without headroom, no Deployment with up to three
 * pods could roll to a new version, no autoscaler could add a pod, and no release could grow.
 */
const headroom = 2;

/** Returns the amount of a resource that the delivered releases need, times a factor, as a quantity. */
function neededOf(uses: readonly NamespaceUse[], resource: string, factor = 1): string {
  return exactAmount(resource, usedAmount(uses, resource).total * factor);
}

/**
 * Returns the limits of a namespace, for its LimitRange; undefined if the platform renders one there, because of two
 * LimitRanges, Kubernetes would take the defaults of either.
 */
export function limitRange(context: NamespaceContext): NamespaceDefaults['limits'] {
  const { item, placement } = context;
  const { limits: ofPlatform } = platformLimits(context);
  const ownPlacement = { ...placement, namespace: item.name };
  if (ofPlatform !== undefined)
    return defaultsOfPlacement(ownPlacement) === undefined ? ofPlatform : undefined;
  const { container } = profiles[profileOf(context)];
  const { limits = {} } = item;
  const defaults = (['cpu', 'memory'] as const).map((resource) => {
    const lowest = [limits.min?.[resource], limits.defaultRequest?.[resource]].reduce(larger);
    return [resource, smaller(larger(container[resource], lowest), limits.max?.[resource])];
  });
  return { ...limits, default: { ...Object.fromEntries(defaults), ...limits.default } };
}

/** Hard limit of a resource. */
export type HardLimit = readonly [resource: string, amount: string];

/** Returns true if the delivered releases need more than a hard limit. */
export function isTooSmall([resource, amount]: HardLimit, uses: readonly NamespaceUse[]): boolean {
  return exceeds(neededOf(uses, resource), amount);
}

/** Describes the shortage of a hard limit, with the releases that need more. */
export function shortage([resource, amount]: HardLimit, uses: readonly NamespaceUse[]): string {
  const { total, names } = usedAmount(uses, resource);
  const listed = names.slice(0, maxNamed).join(', ');
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return `${amount} is below ${printAmount(resource, total)}, which delivered releases there need: ${listed}${more}`;
}

/** Number of releases that a message names. */
const maxNamed = 5;

type Amount = string | number | undefined;

/** Returns the larger one of two quantities. */
function larger(one: Amount, other: Amount): Amount {
  return exceeds(other, one) || one === undefined ? other : one;
}

function smaller(one: Amount, other: Amount): Amount {
  return exceeds(one, other) || one === undefined ? other : one;
}

/** Returns true if a quantity exceeds another one; false if one of them is unset. */
export function exceeds(one: Amount, other: Amount): boolean {
  const [amount, limit] = [parseQuantity(one ?? ''), parseQuantity(other ?? '')];
  return amount !== undefined && limit !== undefined && amount > limit * (1 + 1e-9);
}
