import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';

/** Successor of a field: its path from `spec`, or from the object that has the field. */
export interface Successor {
  readonly to: string;
  /** The successor is a list, the field was one item. */
  readonly isList?: true;
}

/** Successor of a field, or the reason why it has none. */
type Legacy = Successor | string;

const onePerClusterType = 'write one BootstrapClaim for each cluster type';
const chartsFromRegistry =
  "charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim; remove it";
const stateStoreFromPlatform = 'the BootstrapClaim sets the state store; remove it';

/** Fields of earlier versions and of Kubernetes by path. `[]` is any item. */
const legacy: Readonly<Record<string, Legacy>> = {
  'spec.gitea': 'use spec.giteaURL and spec.organization',
  'spec.gitea.url': { to: 'spec.giteaURL' },
  'spec.gitea.organization': { to: 'spec.organization' },
  'spec.clusters': 'the environment determines the cluster type; remove it',
  'spec.branch': stateStoreFromPlatform,
  'spec.repository': stateStoreFromPlatform,
  'spec.repositories': stateStoreFromPlatform,
  'spec.githubIntegration': 'set the image of each application to its new version',
  'spec.platformComponents': { to: 'spec.components' },
  'spec.applications[].repository': { to: 'image.repository' },
  'spec.applications[].tag': { to: 'image.tag' },
  'spec.applications[].config': { to: 'values' },
  'spec.applications[].configOverrides': 'use env for variables, or files for a configuration file',
  'spec.applications[].dependencies': 'use services for the components that it connects to',
  'spec.applications[].port': 'use ports: [{name: http, port: …}]',
  'spec.applications[].healthCheck.livenessProbe': { to: 'liveness' },
  'spec.applications[].healthCheck.readinessProbe': { to: 'readiness' },
  'spec.applications[].healthCheck.startupProbe': { to: 'startup' },
  'spec.applications[].volumes[].persistentVolumeClaim': 'use persistent: {size: …}',
  'spec.applications[].volumes[].secret.secretName': { to: 'name' },
  'spec.services[].config': { to: 'values' },
  'spec.services[].customConfig': { to: 'values' },
  'spec.components[].config': { to: 'values' },
  'spec.components[].customConfig': { to: 'values' },
};

/** The same for a BootstrapClaim. */
const bootstrapLegacy: Readonly<Record<string, Legacy>> = {
  'spec.clusters': `${onePerClusterType}, with spec.gitOps.clusterType and spec.gitOps.environments`,
  'spec.clusters[].name': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].type': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].clusterType': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].environments': `${onePerClusterType}, with spec.gitOps.environments`,
  'spec.clusters[].server': `${onePerClusterType}, with spec.destination.server`,
  'spec.clusterTypes': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusterType': { to: 'spec.gitOps.clusterType' },
  'spec.environment': { to: 'spec.gitOps.environments', isList: true },
  'spec.environments': { to: 'spec.gitOps.environments' },
  'spec.branch': { to: 'spec.gitOps.branch' },
  'spec.repository': { to: 'spec.repositories.stateStore' },
  'spec.repositories.gitops': { to: 'spec.repositories.stateStore' },
  'spec.repositories.voltran': { to: 'spec.repositories.stateStore' },
  'spec.repositories.charts': 'charts come from the OCI registry of spec.chartsRepository; remove it',
  'spec.gitops': 'use spec.gitOps',
  'spec.gitops.branch': { to: 'spec.gitOps.branch' },
  'spec.gitops.clusterType': { to: 'spec.gitOps.clusterType' },
  'spec.gitops.environments': { to: 'spec.gitOps.environments' },
  'spec.gitops.repository': { to: 'spec.repositories.stateStore' },
  'spec.gitOps.requestNamespaces': 'use spec.tenants[].requestNamespaces and spec.tenants[].environments',
  'spec.createGitOpsStructure': 'the structure is always created; remove it',
  'spec.argoCDApplications': 'the root Applications follow from spec.gitOps; remove it',
};

/** The same for fields that several objects had. */
const legacyAnywhere: readonly [RegExp, string][] = [
  [/\.chart\.(repository|repoURL|source|path)$/, chartsFromRegistry],
  [/\.(gitops|gitOps)$/, stateStoreFromPlatform],
];

/** Earlier names of kinds. */
export const renamedKinds: Readonly<Record<string, string>> = {
  PlatformClaim: 'PlatformApplicationClaim',
  AppClaim: 'ApplicationClaim',
  Bootstrap: 'BootstrapClaim',
};

/** End of a message about an older request: the command that does what it asks for. */
export const convertHint = ', or run "infraforge convert"';

/** Returns a message without the hint at the command. */
export function withoutHint(message: string): string {
  return message.replace(new RegExp(`(; remove it)?${convertHint}$`), '');
}

/**
 * Reports fields of earlier versions within an unknown field, one problem each.
 *
 * @param field.path path with indices: `spec.applications[2].config`
 */
export function legacyFieldProblems(
  { path, value }: { path: string; value: unknown },
  kind: string,
): Problem[] {
  const below = childEntries(value).flatMap(([step, field]) =>
    legacyFieldProblems({ path: path + step, value: field }, kind),
  );
  if (below.length > 0) return below;
  const found = findLegacy(path.replace(/\[[0-9]+\]/g, '[]'), kind);
  return found === undefined ? [] : [{ path, message: `Unknown field; ${advice(found)}${convertHint}` }];
}

function advice(found: Legacy): string {
  if (typeof found === 'string') return found;
  return `use ${found.to}${found.isList ? ', a list' : ''}`;
}

function childEntries(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((field, index) => [`[${index}]`, field]);
  return isRecord(value) ? Object.entries(value).map(([key, field]) => [`.${key}`, field]) : [];
}

/**
 * Returns the successor of a field of an earlier version; undefined for any other field, and for one without a successor.
 *
 * @param shape path without indices: `spec.applications[].config`
 */
export function findSuccessor(shape: string, kind: string): Successor | undefined {
  const found = findLegacy(shape, kind);
  return typeof found === 'string' ? undefined : found;
}

function findLegacy(shape: string, kind: string): Legacy | undefined {
  const tables = kind === 'BootstrapClaim' ? [bootstrapLegacy, legacy] : [legacy];
  // An application of a bundle has every field of an application.
  const known = kind === 'InfraForge' ? shape.replace(/^spec\.business\[\]/, 'spec.applications[]') : shape;
  const table = tables.find((candidate) => Object.hasOwn(candidate, known));
  return table?.[known] ?? legacyAnywhere.find(([pattern]) => pattern.test(shape))?.[1];
}
