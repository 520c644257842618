import type { Problem } from '../errors.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import { globsOverlap } from './glob.ts';
import { projectName } from './names.ts';
import { namespacesWithDefaults } from './namespace-defaults.ts';
import type { Platform, Tenant } from './platform.ts';
import { printRequest } from './request-reference.ts';
import { stateStoreURL } from './state-store.ts';
import { hostPatterns, tenantNamespaces } from './tenant.ts';

/** Platform that a BootstrapClaim declares. */
interface OwnPlatform {
  readonly ours: Platform;
  /** True if the claim is not delivered yet. */
  readonly isNew: boolean;
}

/** Returns the conflicts of a platform with those of other BootstrapClaims, and between its own tenants. */
export function platformConflicts(others: readonly ExistingRequest[], own: OwnPlatform): Problem[] {
  return [
    ...others.flatMap((other) => conflictsWith(other, own)),
    ...duplicateProjects(own.ours),
    ...sharedHosts(own.ours),
  ];
}

function conflictsWith(other: ExistingRequest, { ours, isNew }: OwnPlatform): Problem[] {
  const theirs = other.platform;
  if (theirs === undefined) return [];
  const owner = printRequest(other);
  const problems: Problem[] = [];
  if (theirs.gitOps.clusterType === ours.gitOps.clusterType) {
    const message = `Cluster type "${ours.gitOps.clusterType}" is declared by ${owner}; use another cluster type`;
    problems.push({ path: 'spec.gitOps.clusterType', message });
  }
  ours.gitOps.environments.forEach((environment, index) => {
    if (!theirs.gitOps.environments.includes(environment)) return;
    const message = `Environment "${environment}" is declared by ${owner}; use another environment`;
    problems.push({ path: `spec.gitOps.environments[${index}]`, message });
  });
  problems.push(...tenantConflicts(theirs, { ours, owner }));
  problems.push(...namespaceConflicts(theirs, { ours, owner }));
  const common = projectNames(ours).find((name) => projectNames(theirs).includes(name));
  if (common !== undefined && problems.length === 0) {
    const message = `The AppProject "${common}" belongs to ${owner}; use another name for the environment or the tenant`;
    problems.push({ path: 'spec', message });
  }
  if (isOtherRepository(theirs, { ours, isNew })) {
    const message = `${owner} writes to ${stateStoreURL(theirs)}; all cluster types share one state store`;
    problems.push({ path: 'spec.repositories.stateStore', message });
  } else if (theirs.gitOps.branch !== ours.gitOps.branch) {
    const message = `${owner} writes to branch "${theirs.gitOps.branch}"; all cluster types share one state store`;
    problems.push({ path: 'spec.gitOps.branch', message });
  }
  return problems;
}

/** Reports an AppProject of two owners, such as tenant "a" in "b-c" and tenant "a-b" in "c". */
function duplicateProjects(platform: Platform): Problem[] {
  const names = projectNames(platform);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return [];
  return [
    {
      path: 'spec.tenants',
      message: `Two environments or tenants would have the AppProject "${twice}"; rename one of them`,
    },
  ];
}

/** Reports tenants whose hosts overlap because one of them has the default hosts. */
function sharedHosts(platform: Platform): Problem[] {
  const tenants = platform.tenants ?? [];
  return tenants.flatMap((tenant, index) => {
    const own = allHosts(platform, tenant);
    const other = tenants
      .slice(0, index)
      .find((earlier) =>
        own.some((host) => allHosts(platform, earlier).some((one) => globsOverlap(one, host))),
      );
    if (other === undefined) return [];
    const message = `The hosts ${own.join(', ')} overlap with those of tenant "${other.name}"; set hosts of one of them`;
    return [{ path: `spec.tenants[${index}].hosts`, message }];
  });
}

/** Returns the names of the AppProjects of a platform. */
function projectNames({ gitOps, tenants }: Platform): string[] {
  const owners = [undefined, ...(tenants ?? [])];
  return gitOps.environments.flatMap((environment) =>
    owners.flatMap((tenant) =>
      [false, true].map((isThirdParty) => projectName({ environment, tenant: tenant?.name, isThirdParty })),
    ),
  );
}

/** Reports tenants whose namespaces or hosts another platform gives to a tenant of another name. */
function tenantConflicts(theirs: Platform, { ours, owner }: { ours: Platform; owner: string }): Problem[] {
  const shareDestination = destinationKey(theirs.destination) === destinationKey(ours.destination);
  const strangers = (name: string): readonly Tenant[] =>
    theirs.tenants?.filter((tenant) => tenant.name !== name) ?? [];
  return (ours.tenants ?? []).flatMap((tenant, index) => {
    const path = `spec.tenants[${index}]`;
    const problems: Problem[] = [];
    for (const other of strangers(tenant.name)) {
      const patterns = [
        ...(shareDestination ? [['namespaces', releasePatterns] as const] : []),
        ['hosts', allHosts] as const,
      ];
      for (const [field, list] of patterns) {
        const common = list(ours, tenant).find((one) =>
          list(theirs, other).some((pattern) => globsOverlap(one, pattern)),
        );
        if (common === undefined) continue;
        const message = `"${common}" overlaps with the ${field} of tenant "${other.name}", which ${owner} declares; use other ${field}`;
        problems.push({ path: `${path}.${field}`, message });
      }
    }
    return problems;
  });
}

/** Reports a namespace of one destination to which both platforms give defaults. */
function namespaceConflicts(theirs: Platform, { ours, owner }: { ours: Platform; owner: string }): Problem[] {
  if (destinationKey(theirs.destination) !== destinationKey(ours.destination)) return [];
  const others = new Set(namespacesWithDefaults(theirs, [ours]).map(({ name }) => name));
  const common = namespacesWithDefaults(ours, [theirs]).find(({ name }) => others.has(name));
  if (common === undefined) return [];
  const message = `Namespace "${common.name}" gets its defaults from ${owner}; remove the namespace or the defaults from one of them`;
  return [{ path: 'spec.namespaceDefaults', message }];
}

function releasePatterns({ gitOps }: Platform, tenant: Tenant): string[] {
  return gitOps.environments.flatMap((environment) => tenantNamespaces(tenant, environment));
}

function allHosts(platform: Platform, tenant: Tenant): string[] {
  return hostPatterns(platform, tenant) ?? [];
}

/**
 * Returns true for another repository. A delivered claim may change the URL of the same repository: several claims could
 * never migrate if each had to agree with the others first.
 */
function isOtherRepository(theirs: Platform, { ours, isNew }: OwnPlatform): boolean {
  if (isNew) return stateStoreURL(theirs) !== stateStoreURL(ours);
  return (
    theirs.organization !== ours.organization ||
    theirs.repositories.stateStore !== ours.repositories.stateStore
  );
}
