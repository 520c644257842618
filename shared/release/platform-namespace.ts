import { RequestError } from '../errors.ts';

/** Namespace whose BootstrapClaims declare platforms, unless the installation names another one. */
export const defaultPlatformNamespace = 'infraforge-platform';

/** Parts of the refusal of a BootstrapClaim in another namespace. The API server uses them too. */
export const foreignNamespaceText = {
  before: 'Namespace "',
  between: '" declares no platform; create the BootstrapClaim in namespace "',
  after: '"',
} as const;

/**
 * Checks the namespace of a BootstrapClaim. Only one namespace counts, because a BootstrapClaim decides for all requests.
 *
 * @throws RequestError `NotAllowed` if the namespace is not that of the platform
 */
export function checkPlatformNamespace(
  namespace: string,
  platformNamespace: string = defaultPlatformNamespace,
): void {
  if (namespace === platformNamespace) return;
  const { before, between, after } = foreignNamespaceText;
  const message = `${before}${namespace}${between}${platformNamespace}${after}`;
  throw new RequestError('NotAllowed', [{ path: 'metadata.namespace', message }]);
}
