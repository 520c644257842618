import { group } from '../api-version.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import type { SchemaNode } from './open-api.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

/** Every verb for the objects of a kind. */
const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/**
 * Derives the ClusterRoles for people, over the kinds of all Promises (Kubernetes, "Using RBAC Authorization"):
 *
 * - `infraforge-requester`: all requests except those that declare a platform. Aggregated to `edit` and `admin`.
 * - `infraforge-viewer`: read access to the same requests. Aggregated to `view`.
 * - `infraforge-platform`: all requests. Not aggregated: an administrator grants it to the platform team.
 *
 * None of them includes the subresource `status`: read access to a request includes its status, and only Kratix writes it.
 */
export function deriveRoles(definitions: readonly PromiseDefinition[]): SchemaNode[] {
  const all = definitions.map(({ plural }) => plural).toSorted();
  const platforms = definitions.flatMap(({ plural, platform }) => (platform === undefined ? [] : [plural]));
  const requests = all.filter((plural) => !platforms.includes(plural));
  return [
    role('platform', { resources: all, verbs: allVerbs }),
    role('requester', { resources: requests, verbs: allVerbs, aggregateTo: ['admin', 'edit'] }),
    role('viewer', { resources: requests, verbs: ['get', 'list', 'watch'], aggregateTo: ['view'] }),
  ];
}

interface RoleOptions {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** ClusterRoles of Kubernetes that include this one. */
  readonly aggregateTo?: readonly string[];
}

function role(name: string, { resources, verbs, aggregateTo = [] }: RoleOptions): SchemaNode {
  const labels = Object.fromEntries(
    aggregateTo.map((aggregate) => [`${rbacGroup}/aggregate-to-${aggregate}`, 'true']),
  );
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `infraforge-${name}`, ...(aggregateTo.length === 0 ? {} : { labels }) },
    rules: [{ apiGroups: [group], resources, verbs }],
  };
}
