import * as z from 'zod';
import { boundedRecord, itemList } from '../../shared/promise/collections.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { type RuleProblem, withRules } from '../../shared/promise/rule.ts';
import { boundedText, chartName, label } from '../../shared/promise/vocabulary.ts';
import { globsOverlap } from '../../shared/release/glob.ts';
import type { Tenant } from '../../shared/release/platform.ts';
import { namespaceDefaults } from './namespace-defaults.ts';
import { hostPattern, releaseNamespacePattern, requestNamespacePattern } from './patterns.ts';
import { serviceTypes } from './service-types.ts';

/** Returns the schema of the tenants of a platform. */
export function tenants() {
  return withRules(itemList(tenant(), { min: 1, max: 100 }), [
    { message: 'Patterns of two tenants overlap', problems: overlapProblems },
  ]).describe(
    'Teams that share the platform; only their namespaces may request. Without tenants, the platform is one trust zone',
  );
}

function tenant() {
  const patterns = (pattern: z.ZodString) => z.array(pattern).min(1).max(20);
  return z.strictObject({
    name: label().describe(
      'Name of the tenant: part of its Application names, AppProjects and default hosts',
    ),
    requestNamespaces: patterns(requestNamespacePattern()).describe(
      'Patterns of the namespaces in which the tenant applies requests',
    ),
    groups: z
      .array(
        boundedText(253, { min: 1 }).regex(
          /^[^\x00-\x20,\x7f]([^\x00-\x1f,\x7f]*[^\x00-\x20,\x7f])?$/,
          invalid('group', 'commas and control characters are not allowed'),
        ),
      )
      .max(20)
      .optional()
      .describe("Groups of Argo CD's single sign-on that can see and sync the tenant's Applications"),
    environments: z
      .array(label())
      .min(1)
      .max(50)
      .optional()
      .describe('Environments that the tenant may use. Defaults to all environments of the cluster type'),
    namespaces: patterns(releaseNamespacePattern())
      .optional()
      .describe('Patterns of the namespaces for releases. Defaults to <request namespace>-<environment>'),
    hosts: patterns(hostPattern())
      .optional()
      .describe('Patterns of the ingress hosts. Defaults to *.<tenant>.<domain of the platform>'),
    ...furtherSettings('rule', tenantRules()),
  });
}

function tenantRules() {
  return {
    charts: z
      .array(chartName())
      .max(50)
      .optional()
      .describe(
        'Charts that the tenant may use. Defaults to the charts built into the image. Built-in services are not limited',
      ),
    serviceTypes: serviceTypes()
      .optional()
      .describe(
        'Types of Services that requests of the tenant may have. ClusterIP is always allowed. Defaults to those of the platform',
      ),
    serviceAccountAnnotations: serviceAccountAnnotations().optional(),
    quota: z
      .strictObject({
        applications: z.int().min(0).max(10_000).optional().describe('Number of applications'),
        services: z.int().min(0).max(10_000).optional().describe('Number of platform services'),
      })
      .optional()
      .describe('Limits of what the tenant can deliver to all environments of the cluster type'),
    namespaceDefaults: namespaceDefaults()
      .optional()
      .describe(
        'Defaults of the namespaces of the tenant. Each of quota, limits and networkPolicy replaces that of the platform',
      ),
  };
}

/** Returns the schema of the annotations with which pods of the tenant get the role of a cloud. */
function serviceAccountAnnotations() {
  return boundedRecord(z.string().max(317), boundedText(2048, { min: 1 }), { max: 20 }).describe(
    'Annotations of ServiceAccounts that requests may set, each with a pattern of its value, such as the role of a cloud',
  );
}

type Patterns = 'requestNamespaces' | 'namespaces' | 'hosts';

/**
 * Reports patterns that match a name of another tenant: the name would belong to both. Releases in the namespace of
 * another tenant's requests could also read its credentials.
 */
function overlapProblems(all: readonly Tenant[]): RuleProblem[] {
  const requests = all.flatMap((tenant, index) =>
    listPatterns(tenant, { field: 'requestNamespaces', index }),
  );
  const intrusions = all.flatMap((tenant, index) =>
    listPatterns(tenant, { field: 'namespaces', index }).flatMap(({ pattern, path }) => {
      const other = requests.find((one) => one.index !== index && globsOverlap(one.pattern, pattern));
      if (other === undefined) return [];
      const message = `Overlaps with request namespace "${other.pattern}" of tenant "${all[other.index]!.name}", whose pods could act as its requests; narrow one of the patterns`;
      return [{ path, message }];
    }),
  );
  const shared = (['requestNamespaces', 'namespaces', 'hosts'] as const).flatMap((field) => {
    const patterns = all.flatMap((tenant, index) => listPatterns(tenant, { field, index }));
    return patterns.flatMap((own, position) => {
      const other = patterns
        .slice(0, position)
        .find((earlier) => earlier.index !== own.index && globsOverlap(earlier.pattern, own.pattern));
      if (other === undefined) return [];
      const message = `Overlaps with "${other.pattern}" of tenant "${all[other.index]!.name}"; narrow one of the patterns`;
      return [{ path: own.path, message }];
    });
  });
  return [
    ...shared,
    ...intrusions.filter(({ path }) => !shared.some((one) => String(one.path) === String(path))),
  ];
}

interface Pattern {
  readonly index: number;
  readonly pattern: string;
  readonly path: PropertyKey[];
}

function listPatterns(
  tenant: Tenant,
  { field, index }: { readonly field: Patterns; readonly index: number },
): Pattern[] {
  const patterns = tenant[field];
  if (patterns !== undefined) {
    return patterns.map((pattern, at) => ({ index, pattern, path: [index, field, at] }));
  }
  // The default of namespaces begins with a request namespace.
  if (field !== 'namespaces') return [];
  return tenant.requestNamespaces.map((pattern, at) => ({
    index,
    pattern: `${pattern}-*`,
    path: [index, 'requestNamespaces', at],
  }));
}
