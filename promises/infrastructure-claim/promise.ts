import { itemList } from '../../shared/promise/collections.ts';
import { definePromise } from '../../shared/promise/define-promise.ts';
import { environmentSpec } from '../../shared/promise/request-spec.ts';
import { namespaceItem } from './namespace.ts';
import { namespaceReleases } from './namespace-release.ts';

/** Namespaces of one team in one environment, with limits and roles. */
export const infrastructureClaim = definePromise({
  name: 'infrastructure-claim',
  kind: 'InfrastructureClaim',
  plural: 'infrastructureclaims',
  shortNames: ['infc'],
  summary: 'Namespaces with quota, limits, network policy, Pod Security and roles',
  description: `Each item becomes a namespace with a ResourceQuota, a LimitRange, a NetworkPolicy, a ServiceAccount without rights,
and a RoleBinding for each role. Each namespace has one owner: an older request keeps it. A request can ask only for the
namespaces that its tenant, or without tenants the environment, may use.

A namespace is never removed, with everything in it. If its item or the request goes, the namespace keeps its labels, and
loses its quota, limit range, network policy, ServiceAccount and roles.`,
  namespaceList: 'namespaces',
  items: ['namespaces'],
  spec: () =>
    environmentSpec({
      namespaces: itemList(namespaceItem(), { min: 1, max: 20 }).describe('Namespaces of the request'),
    }),
  releases: namespaceReleases,
  warnings: ({ namespaces }, { releases }) =>
    releases
      .filter(({ name }) => !namespaces.some((item) => item.name === name))
      .map(
        ({ name }) =>
          `Namespace "${name}" stays with everything in it; its quota, limit range, network policy, ServiceAccount and roles are removed`,
      ),
});
