import type { Value, Values } from '../helm/chart.ts';
import { projectName, reservedNamespaces } from '../release/names.ts';
import { parseKind, shownKinds, workloadKinds } from '../release/object-kinds.ts';
import type { Operator } from '../release/operator.ts';
import { environmentsOfDestination, namespacePatterns } from '../release/placement.ts';
import type { AllowedChart, Platform, Tenant } from '../release/platform.ts';
import { chartRegistryURL, stateStoreURL } from '../release/state-store.ts';
import { tenantNamespaces } from '../release/tenant.ts';
import { argocdNamespace, namespacesProject, operatorsProject } from './names.ts';

/** Environment whose AppProject is rendered, with its tenant and every platform. */
export interface ProjectContext {
  readonly environment: string;
  /** Tenant of the AppProject; undefined for the project that all requests share. */
  readonly tenant?: Tenant | undefined;
  readonly platforms: readonly Platform[];
}

/**
 * Renders the AppProject of an environment, or of a tenant in it. It allows the chart registry, the state store, the
 * namespaces, the kinds of objects that the charts of this project render, and these namespaces as objects, which
 * CreateNamespace needs (Argo CD, "Projects"). Without their names, a chart could take over any namespace. Objects that
 * controllers and operators create need no permission, but Argo CD shows only those of an allowed kind.
 *
 * @param context.kinds kinds of the charts of this project: `group/Kind`, or `Kind` in the core group
 */
export function renderEnvironmentProject(
  platform: Platform,
  { kinds, ...context }: ProjectContext & { readonly kinds: readonly string[] },
): Values {
  return renderReleasesProject(platform, { ...context, kinds: [...workloadKinds, ...kinds], charts: ['**'] });
}

/** Renders the AppProject for the third-party charts: only these charts, and only their kinds. */
export function renderThirdPartyProject(
  platform: Platform,
  { charts, ...context }: ProjectContext & { readonly charts: readonly AllowedChart[] },
): Values {
  return renderReleasesProject(platform, {
    ...context,
    isThirdParty: true,
    kinds: charts.flatMap(({ kinds }) => kinds),
    charts: charts.map(({ name }) => name),
  });
}

/** Renders the AppProject of the namespaces that requests ask for: only their chart, with its quotas and roles. */
export function renderInfrastructureProject(
  platform: Platform,
  { chart, kinds, ...context }: ProjectContext & Pick<NamespacesProjectContext, 'chart' | 'kinds'>,
): Values {
  return renderReleasesProject(platform, { ...context, ownsNamespace: true, kinds, charts: [chart] });
}

/** Charts and kinds of objects that an AppProject allows. */
interface ProjectContents {
  readonly charts: readonly string[];
  readonly kinds: readonly string[];
  readonly isThirdParty?: boolean;
  readonly ownsNamespace?: boolean;
}

function renderReleasesProject(platform: Platform, context: ProjectContext & ProjectContents): Values {
  const { environment, tenant, charts, kinds, isThirdParty, ownsNamespace } = context;
  const registry = chartRegistryURL(platform);
  const name = projectName({ ...context, tenant: tenant?.name });
  const patterns =
    tenant === undefined ? namespacePatterns(platform, environment) : tenantNamespaces(tenant, environment);
  const excluded = excludedNamespaces(platform, { ...context, patterns });
  return renderProject(name, {
    description: `${ownsNamespace ? 'Namespaces' : 'Releases'} of ${tenant === undefined ? '' : `tenant ${tenant.name} in `}environment ${environment}${isThirdParty ? ' with third-party charts' : ''}`,
    sourceRepos: [...charts.map((chart) => `${registry}/${chart}`), stateStoreURL(platform)],
    destinations: [
      ...patterns.map((namespace) => ({ ...platform.destination, namespace })),
      ...denyRules(platform, { environment, patterns, excluded }),
    ],
    clusterResourceWhitelist: patterns.map(namespaceItem),
    ...(excluded.length === 0 ? {} : { clusterResourceBlacklist: excluded.map(namespaceItem) }),
    namespaceResourceWhitelist: [...new Set([...(ownsNamespace ? [] : shownKinds), ...kinds])]
      .sort()
      .map((kind) => ({ ...parseKind(kind) })),
    ...(tenant?.groups === undefined ? {} : { roles: [renderRole(name, tenant.groups)] }),
  });
}

/** Returns an entry for the objects of kind Namespace whose name matches a pattern. */
function namespaceItem(name: string): Values {
  return { group: '', kind: 'Namespace', name };
}

/** Renders the role of a tenant's groups: they see and sync its Applications, but change none (Argo CD, "Project roles"). */
function renderRole(project: string, groups: readonly string[]): Values {
  const rules = ['applications, get', 'applications, sync', 'logs, get'];
  return {
    name: 'tenant',
    description: 'Sees and syncs the Applications of the tenant',
    policies: rules.map((rule) => `p, proj:${project}:tenant, ${rule}, ${project}/*, allow`),
    groups: [...groups],
  };
}

/**
 * Returns destinations that deny the namespaces of others among those that the patterns match.
 *
 * The obvious form, `{server: X, namespace: "!kube-*"}`, would allow every other namespace of X, because Argo CD allows
 * what such an entry does not deny (AppProject.isDestinationMatched). An entry for `!X` denies its namespaces on X and
 * allows nothing there; the last entry revokes what these entries allow on other servers. A cluster that the platform
 * identifies by name has no such form: there, only the pipeline refuses these namespaces.
 */
function denyRules(
  platform: Platform,
  { environment, patterns, excluded }: NamespaceRules & { readonly excluded: readonly string[] },
): Values[] {
  const { destination } = platform;
  const ofEnvironment = namespacePatterns(platform, environment);
  const isOfEnvironment = (pattern: string): boolean =>
    ofEnvironment.includes(pattern) || !isOpen(pattern, environment);
  const denied = [
    // A pattern of a tenant, such as `pay-*`, also matches namespaces of no environment.
    ...(patterns.every(isOfEnvironment) ? [] : [`!{${ofEnvironment.join(',')}}`]),
    ...excluded,
  ];
  if (denied.length === 0 || !('server' in destination)) return [];
  const server = `!${destination.server}`;
  return [...denied.map((namespace) => ({ server, namespace })), { server, namespace: '!**' }];
}

/** Patterns of namespaces that an AppProject allows in an environment. */
interface NamespaceRules {
  readonly environment: string;
  readonly patterns: readonly string[];
}

/** Returns true for a pattern that may match namespaces of other environments. */
function isOpen(pattern: string, environment: string): boolean {
  return pattern !== environment && !pattern.endsWith(`-${environment}`);
}

/**
 * Returns the namespaces to exclude: reserved ones, those of an environment of the same destination whose name ends in
 * this one's name, and those of every other environment if there are more patterns. If this name ends in another's,
 * `*-<other>` would match this one's namespaces too.
 */
function excludedNamespaces(
  platform: Platform,
  { environment, patterns, platforms }: NamespaceRules & Pick<ProjectContext, 'platforms'>,
): string[] {
  const hasPatterns = patterns.some((pattern) => isOpen(pattern, environment));
  const others = environmentsOfDestination(platform, platforms).filter((other) => other !== environment);
  const overlapping = others.filter((other) => other.endsWith(`-${environment}`) || hasPatterns);
  return [
    ...overlapping.flatMap((other) => (environment.endsWith(`-${other}`) ? [other] : [other, `*-${other}`])),
    ...(hasPatterns ? reservedNamespaces : []),
  ];
}

/** Renders the AppProject of a cluster type's operators. It allows only their sources and namespaces, but every kind. */
export function renderOperatorsProject(platform: Platform, operators: readonly Operator[]): Values {
  const { clusterType } = platform.gitOps;
  return renderProject(operatorsProject(clusterType), {
    description: `Operators of cluster type ${clusterType}`,
    sourceRepos: [...new Set(operators.map(({ source }) => source.repoURL))],
    destinations: [...new Set(operators.map(({ namespace }) => namespace))].map((namespace) => ({
      ...platform.destination,
      namespace,
    })),
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  });
}

/** Chart, kinds and namespaces of namespace defaults. */
export interface NamespacesProjectContext {
  readonly chart: string;
  /** Kinds that the chart renders. */
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
}

/**
 * Renders the AppProject of namespace defaults: only their chart, its kinds and exactly these namespaces. Projects
 * of releases permit no kind that lifts a limit; a NetworkPolicy of a chart covers only the pods of its release.
 */
export function renderNamespacesProject(
  platform: Platform,
  { chart, kinds, namespaces }: NamespacesProjectContext,
): Values {
  const { clusterType } = platform.gitOps;
  const registry = chartRegistryURL(platform);
  return renderProject(namespacesProject(clusterType), {
    description: `Defaults of the namespaces of cluster type ${clusterType}`,
    sourceRepos: [`${registry}/${chart}`],
    destinations: namespaces.map((namespace) => ({ ...platform.destination, namespace })),
    clusterResourceWhitelist: namespaces.map(namespaceItem),
    namespaceResourceWhitelist: kinds.toSorted().map((kind) => ({ ...parseKind(kind) })),
  });
}

function renderProject(name: string, spec: { [key: string]: Value }): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: argocdNamespace, labels: { 'app.kubernetes.io/managed-by': 'infraforge' } },
    spec,
  };
}
