import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { askPlatform } from '../../shared/release/namespace-limits.ts';
import { printAmount } from '../../shared/release/namespace-quota.ts';
import { usedAmount } from '../../shared/release/namespace-usage.ts';
import { printRequestList } from '../../shared/release/platform-changes.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { type HardLimit, isTooSmall, platformLimits, profileOf, shortage } from './namespace-amounts.ts';
import type { DeliveredContext } from './namespace-refusal.ts';
import { entryNamespaces } from './network.ts';
import { profiles } from './profiles.ts';

/** Returns warnings about a namespace that is delivered nevertheless. */
export function namespaceWarnings(merged: Values, context: DeliveredContext): string[] {
  return [
    ...quotaWarnings(merged, context),
    ...objectWarnings(merged, context),
    ...closedNetwork(merged, context),
    ...sharedNamespace(context),
  ];
}

/** Reports hard limits that have become too small, and defaults of releases that need more than the profile. */
function quotaWarnings(merged: Values, context: DeliveredContext): string[] {
  const { item, uses } = context;
  const profile = profileOf(context);
  return hardLimits(merged).flatMap((limit) => {
    const [resource, amount] = limit;
    if (isTooSmall(limit, uses)) {
      const isOfPlatform = String(platformLimits(context).quota?.[resource]) === amount;
      return [`quota.${resource}: ${shortage(limit, uses)}; ${isOfPlatform ? askPlatform : 'raise it'}`];
    }
    const ofProfile = profiles[profile].quota[resource];
    const isEnough = ofProfile === undefined || !isTooSmall([resource, String(ofProfile)], uses);
    if (item.quota?.[resource] !== undefined || isEnough) return [];
    const needed = printAmount(resource, usedAmount(uses, resource).total);
    return [
      `quota.${resource}: ${amount} instead of ${ofProfile} of profile ${profile}, because delivered releases there need ${needed}, and rolling updates, autoscaling and growth need room`,
    ];
  });
}

/** Returns the hard limits of the quota. */
function hardLimits(merged: Values): HardLimit[] {
  const quota = valueAt(merged, 'quota');
  return Object.entries(isMap(quota) ? quota : {}).map(([resource, amount]) => [resource, String(amount)]);
}

/** Reports limits of objects in a namespace with services, whose operators create many of them. */
function objectWarnings(merged: Values, { uses }: DeliveredContext): string[] {
  if (!uses.some(({ release }) => release.engine !== undefined)) return [];
  const limited = hardLimits(merged).filter(([resource]) =>
    ['services', 'secrets', 'configmaps'].includes(resource),
  );
  return limited.map(
    ([resource]) =>
      `quota.${resource}: operators create many objects for the services there; remove this limit unless you have counted them`,
  );
}

function closedNetwork(merged: Values, { item, placement }: DeliveredContext): string[] {
  const isOpen = valueAt(merged, 'networkPolicy.denyIngress') !== true;
  const given = [...item.networkPolicy.allowedNamespaces, ...entryNamespaces(placement)];
  if (isOpen || given.length > 0) return [];
  return [
    'networkPolicy: no ingress controller and no Prometheus can reach the pods; list their namespaces in allowedNamespaces',
  ];
}

/** Reports releases of other requests when the namespace is new to this one. */
function sharedNamespace({ uses, before, placement, item }: DeliveredContext): string[] {
  if (before !== undefined || uses.length === 0) return [];
  const requests = printRequestList([...new Set(uses.map(({ request }) => request))]);
  const { podSecurity = 'restricted' } = item;
  const isStricter = podSecurity !== placement.platform.podSecurity;
  const security = isStricter ? ` Pod Security ${podSecurity} may refuse their next pods.` : '';
  return [
    `The limits apply to the releases of ${requests} too.${security} Until their next run, their Applications set the labels of the platform; run infraforge reconcile`,
  ];
}
