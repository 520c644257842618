import type { NamespaceSource, PlatformContext } from '../../shared/argocd/delivery.ts';
import { RequestError } from '../../shared/errors.ts';
import type { ChartSource, Values } from '../../shared/helm/chart.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { chartVersion } from '../../shared/promise/placement-values.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import {
  effectiveDefaults,
  type KnownNamespace,
  namespaceChart,
  namespacesWithDefaults,
  patternsWithoutDefaults,
} from '../../shared/release/namespace-defaults.ts';
import { weakerNamespaces } from '../../shared/release/namespace-usage.ts';
import { presentOperators } from '../../shared/release/operator.ts';
import type { NamespaceDefaults, Platform } from '../../shared/release/platform.ts';
import { printRequest } from '../../shared/release/request-reference.ts';
import { omitUnset } from '../../shared/release/value-access.ts';
import { listOperators } from './list-operators.ts';
import { type ResolvedChart, resolveCharts } from './resolve-charts.ts';

/** Path of the field in a BootstrapClaim. */
const path = 'spec.namespaceDefaults';

/** Kinds of the objects that defaults consist of. The chart renders more for an InfrastructureClaim. */
const defaultKinds = ['LimitRange', 'ResourceQuota', 'networking.k8s.io/NetworkPolicy'];

/** Namespace with defaults and its chart, or the refusal of the chart. */
interface NamespacePlan {
  readonly namespace: KnownNamespace;
  readonly resolved: ResolvedChart | RequestError;
}

/**
 * Reads the chart of each namespace with defaults, in the version of its environment.
 *
 * @param options.platforms all other platforms
 * @throws UnavailableError if a registry does not answer
 */
export async function resolveNamespaces(
  platform: Platform,
  { platforms, source }: { readonly platforms: readonly Platform[]; readonly source: ChartSource },
): Promise<NamespacePlan[]> {
  const namespaces = namespacesWithDefaults(platform, platforms).map((namespace) => ({
    namespace,
    version: chartVersion({ platform, environment: namespace.environment }, namespaceChart),
  }));
  const versions = [...new Set(namespaces.map(({ version }) => version))];
  const wanted = versions.map((version) => ({ path, chart: { name: namespaceChart, version } }));
  const charts = await resolveCharts(wanted, { platform, source, check: () => undefined });
  return namespaces.map(({ namespace, version }) => ({
    namespace,
    resolved: charts[versions.indexOf(version)]!,
  }));
}

/**
 * Returns the defaults of each namespace for its Application.
 *
 * @throws RequestError of the chart, or `InvalidValues` if a pinned version of the chart refuses the values
 */
export function planNamespaces(platform: Platform, plans: readonly NamespacePlan[]): NamespaceSource[] {
  return plans.map(({ namespace: { name, tenant, defaults }, resolved }) => {
    if (resolved instanceof RequestError) throw atField(resolved);
    const { chart, validate } = resolved;
    const values = valuesOf(platform, defaults);
    const problems = validate(mergeValues(chart, [{ name: 'platform', values }]).values);
    if (problems.length > 0) throw atField(new RequestError('InvalidValues', problems));
    return { namespace: name, tenant: tenant?.name, chart, values };
  });
}

function atField({ reason, problems }: RequestError): RequestError {
  return new RequestError(
    reason,
    problems.map(({ message }) => ({ path, message })),
  );
}

/** Returns the values of the chart. Operators reach their services in every namespace. */
function valuesOf(platform: Platform, { quota, limits, networkPolicy }: NamespaceDefaults): Values {
  const operators = listOperators(presentOperators(platform)).map(({ namespace }) => namespace);
  return omitUnset({
    quota,
    limits,
    networkPolicy: networkPolicy && {
      denyIngress: true,
      allowedNamespaces: [...new Set([...networkPolicy.allowedNamespaces, ...operators])].toSorted(),
    },
  });
}

/**
 * Returns the Applications of namespaces and their AppProject.
 *
 * @param options.before platform that was delivered before
 * @param options.isClaimed returns true for a namespace that an InfrastructureClaim makes
 */
export function namespacesDelivery(
  sources: readonly NamespaceSource[],
  {
    before,
    platforms,
    isClaimed,
  }: {
    readonly before: Platform | undefined;
    readonly platforms: readonly Platform[];
    readonly isClaimed: (namespace: string) => boolean;
  },
): PlatformContext['namespaceDefaults'] {
  const former = before === undefined ? [] : namespacesWithDefaults(before, platforms);
  const names = [...sources.map(({ namespace }) => namespace), ...former.map(({ name }) => name)];
  return {
    sources: sources.map((source) => ({ ...source, isClaimed: isClaimed(source.namespace) })),
    project: {
      chart: namespaceChart,
      kinds: defaultKinds,
      namespaces: [...new Set(names)].toSorted(),
    },
  };
}

/** Returns warnings about namespaces that keep a less strict level of Pod Security than the platform. */
export function securityWarnings(platform: Platform, requests: readonly ExistingRequest[]): string[] {
  return weakerNamespaces(requests, platform).map(
    ({ request, release: { namespace, podSecurity } }) =>
      `spec.podSecurity: namespace "${namespace}" stays at ${podSecurity} until ${printRequest(request)} changes`,
  );
}

/** Returns warnings about namespaces without defaults, and about defaults that keep pods from starting. */
export function namespaceWarnings(platform: Platform): string[] {
  const patterns = patternsWithoutDefaults(platform);
  const declared = [
    { field: path, defaults: effectiveDefaults(platform, undefined) },
    ...(platform.tenants ?? []).flatMap((tenant, index) =>
      tenant.namespaceDefaults === undefined
        ? []
        : [
            {
              field: `spec.tenants[${index}].namespaceDefaults`,
              defaults: effectiveDefaults(platform, tenant),
            },
          ],
    ),
  ];
  return [
    ...(patterns.length === 0
      ? []
      : [
          `${path}: namespaces of patterns get no defaults (${printPatterns(patterns)}); list their exact names in spec.gitOps.namespaces or spec.tenants[].namespaces`,
        ]),
    ...declared.flatMap(({ field, defaults = {} }) =>
      [...unfilledAmounts(defaults), ...closedNetwork(defaults)].map((warning) => `${field}.${warning}`),
    ),
  ];
}

/** Number of patterns that a warning names. */
const maxNamed = 5;

function printPatterns(patterns: readonly string[]): string {
  const more = patterns.length - maxNamed;
  return `${patterns.slice(0, maxNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Reports amounts that a quota requires of each container and that the limit range does not fill in. */
function unfilledAmounts({ quota = {}, limits = {} }: NamespaceDefaults): string[] {
  const filled = (resource: string, parts: readonly (keyof typeof limits)[]): boolean =>
    parts.some((part) => limits[part]?.[resource] !== undefined);
  return ['cpu', 'memory'].flatMap((resource) => {
    const demands = [
      {
        keys: [resource, `requests.${resource}`],
        isFilled: filled(resource, ['defaultRequest', 'default', 'max', 'min']),
        hint: `limits.defaultRequest.${resource}`,
      },
      {
        keys: [`limits.${resource}`],
        isFilled: filled(resource, ['default', 'max']),
        hint: `limits.default.${resource}`,
      },
    ];
    return demands.flatMap(({ keys, isFilled, hint }) => {
      const key = keys.find((name) => quota[name] !== undefined);
      if (key === undefined || isFilled) return [];
      return [`quota: "${key}" keeps pods without this amount from starting; set ${hint}`];
    });
  });
}

function closedNetwork({ networkPolicy }: NamespaceDefaults): string[] {
  if (networkPolicy === undefined || networkPolicy.allowedNamespaces.length > 0) return [];
  return ['networkPolicy: no ingress controller can reach the pods; list its namespace in allowedNamespaces'];
}
