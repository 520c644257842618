/** Permissions that a scenario needs beyond those on the cluster's API, with the reason to skip it without them. */
const permissions = {
  node: 'needs access to the node: to stop containers, to tag images, to read logs',
  servers: 'needs servers beside the cluster that its pods reach',
  faults: 'needs permission to break the platform: its registry, its permissions, its Promises',
  installation: 'needs permission to change the installation of the platform',
  definitions: 'needs permission to install definitions of operators',
  operators: 'needs permission to install operators',
  volumes: 'needs the StorageClass of the built cluster',
} as const;

/** Permission that a scenario needs. */
export type Need = keyof typeof permissions;

/** Returns the reason to skip a scenario; undefined if the cluster gives what it needs. The built cluster gives all. */
export function skipReason(needs: readonly Need[] = []): string | undefined {
  const { E2E_SKIP, E2E_WORK } = process.env;
  if (E2E_SKIP) return E2E_SKIP;
  if (E2E_WORK !== undefined) return undefined;
  const [need] = needs;
  return need === undefined ? undefined : permissions[need];
}
