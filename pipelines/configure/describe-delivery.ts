import { pluralize } from '../../shared/pluralize.ts';
import type { Release } from '../../shared/release/release.ts';

/** Returns the message of a delivery: `2 applications and 1 service delivered to dev`. */
export function describeDelivery(releases: readonly Release[], environment: string): string {
  const namespaces = releases.filter(({ ownsNamespace }) => ownsNamespace).length;
  const applications = releases.filter(({ category }) => category === 'applications').length;
  const services = releases.length - applications - namespaces;
  const parts = [
    ...(namespaces > 0 ? [pluralize(namespaces, 'namespace')] : []),
    ...(applications > 0 ? [pluralize(applications, 'application')] : []),
    ...(services > 0 ? [pluralize(services, 'service')] : []),
  ];
  const what = parts.join(' and ');
  return what === ''
    ? `Nothing delivered to ${environment}: no application or service is enabled`
    : `${what} delivered to ${environment}`;
}
