import type { Value, Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import type { Request } from '../../shared/promise/define-promise.ts';
import { assignFields, converted, type FieldMapping, implied } from '../../shared/promise/field-mapping.ts';
import { releaseOf } from '../../shared/promise/release-of.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import type { UsageOf } from '../../shared/release/namespace-usage.ts';
import { ownerLabels } from '../../shared/release/owner-labels.ts';
import type { Placement } from '../../shared/release/placement.ts';
import type { Owner, Release, ReleaseFacts } from '../../shared/release/release.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import type { NamespaceItem } from './namespace.ts';
import { defaultQuota, limitRange, type NamespaceContext, ownQuota } from './namespace-amounts.ts';
import { namespaceRefusal } from './namespace-refusal.ts';
import { namespaceWarnings } from './namespace-warnings.ts';
import { backupNamespaces, entryNamespaces, operatorNamespaces } from './network.ts';

/** Spec of a request for namespaces. */
interface InfrastructureSpec {
  readonly owner?: Owner | undefined;
  readonly namespaces: readonly NamespaceItem[];
}

/** Returns the release of each namespace. It has a refusal if the platform does not allow the namespace. */
export function namespaceReleases(
  { spec, delivered }: Request<InfrastructureSpec>,
  placement: Placement,
  usageOf: UsageOf,
): Release[] {
  return spec.namespaces.map((item, index) => {
    const { name } = item;
    const path = `spec.namespaces[${index}]`;
    const before = delivered.releases.find((release) => release.name === name);
    const context = { item, placement, owner: spec.owner, uses: usageOf(name), before };
    return releaseOf(placement, {
      path,
      name,
      namespace: name,
      category: 'platform',
      ownsNamespace: true,
      catalogType: 'namespace',
      chart: namespaceChart,
      owner: spec.owner,
      fields: (below) => assignFields(item, targets, { ...context, below }),
      facts: namespaceFacts,
      warn: (merged) => namespaceWarnings(merged, context),
      refusal: namespaceRefusal(context, path),
    });
  });
}

/** Context of the values: also the owner, for labels. */
interface ValueContext extends NamespaceContext {
  readonly owner: Owner | undefined;
}

const targets: FieldMapping<NamespaceItem, ValueContext> = {
  name: [
    implied('namespace.create', () => true),
    implied('namespace.labels', (_, { placement: { environment, tenant }, owner }) => ({
      'infraforge.io/environment': environment,
      ...ownerLabels(owner, tenant?.name),
    })),
    implied('serviceAccount.create', () => true),
  ],
  profile: [
    implied('quota', (_, context) => defaultQuota(context)),
    implied('limits', (_, context) => limitRange(context)),
  ],
  quota: converted('quota', (_, { item }) => ownQuota(item)),
  limits: 'limits',
  networkPolicy: {
    enabled: ['networkPolicy.denyIngress', 'networkPolicy.denyEgress'],
    allowedNamespaces: converted('networkPolicy.allowedNamespaces', (own, { read, placement }) =>
      union(
        read('networkPolicy.allowedNamespaces'),
        entryNamespaces(placement),
        operatorNamespaces(placement),
        own,
      ),
    ),
    egressNamespaces: converted('networkPolicy.egressNamespaces', (own, { read, placement }) =>
      union(read('networkPolicy.egressNamespaces'), backupNamespaces(placement), own),
    ),
  },
  podSecurity: 'namespace.podSecurity',
  roles: 'roles',
};

function union(below: Value | undefined, ...lists: readonly (readonly string[] | undefined)[]): string[] {
  const names = Array.isArray(below) ? below.map(String) : [];
  return [...new Set([...names, ...lists.flatMap((list) => list ?? [])])].toSorted();
}

/** Returns the limits of a namespace as strings, for the checks of other requests. */
function namespaceFacts(merged: Values): ReleaseFacts {
  const quota = stringsOf(valueAt(merged, 'quota'));
  const parts = Object.entries(mapOf(valueAt(merged, 'limits')));
  const limits = Object.fromEntries(
    parts.flatMap(([part, amounts]) =>
      Object.entries(stringsOf(amounts)).map(([resource, amount]) => [`${part}.${resource}`, amount]),
    ),
  );
  return {
    ...(Object.keys(quota).length > 0 && { quota }),
    ...(Object.keys(limits).length > 0 && { limits }),
    podSecurity: stringAt(merged, 'namespace.podSecurity')!,
  };
}

const mapOf = (value: Value | undefined): Values => (isMap(value) ? value : {});

function stringsOf(value: Value | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([key, amount]) => [key, String(amount)]));
}
