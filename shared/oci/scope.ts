/**
 * Returns the scopes to request for a repository, best first.
 *
 * 1. The scope of the challenge, as the token specification says: a proxy may know the repository by another name.
 * 2. Both scopes, as Helm requests them, if the challenge names another repository: some registries always send the same
 *    placeholder.
 *
 * @param own scope of the repository, `repository:<name>:pull`
 * @param challenged value of `scope` of the challenge; several scopes are separated by spaces
 */
export function scopesToRequest(own: string, challenged = ''): string[][] {
  const scopes = challenged.split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0) return [[own]];
  const { resource, actions } = splitScope(own);
  const isOwn = (scope: string): boolean => splitScope(scope).resource === resource;
  if (!scopes.some(isOwn)) return [scopes, [own, ...scopes]];
  // A push starts with requests that only need to pull.
  const joined = (scope: string): string =>
    `${resource}:${[...new Set([...splitScope(scope).actions, ...actions])].join(',')}`;
  return [scopes.map((scope) => (isOwn(scope) ? joined(scope) : scope))];
}

/** Splits `type:name:actions`; a name may contain colons. */
function splitScope(scope: string): { resource: string; actions: string[] } {
  const colon = scope.lastIndexOf(':');
  return { resource: scope.slice(0, Math.max(colon, 0)), actions: scope.slice(colon + 1).split(',') };
}
