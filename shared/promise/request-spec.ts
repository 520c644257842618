import * as z from 'zod';
import { furtherSettings } from './further-settings.ts';
import { type Rule, withRules } from './rule.ts';
import { environmentName, label, namespaceName, text } from './vocabulary.ts';

/**
 * Returns the schema of a request's spec: its own fields, and the fields and rules of every request into an
 * environment.
 */
export function requestSpec<Fields extends z.core.$ZodLooseShape>(
  fields: Fields,
  rules: readonly Rule<SpecOf<Fields>>[] = [],
) {
  const spec = z.strictObject({ ...placementFields(), ...fields });
  return withRules(spec, [...placementRules(), namespaceRule, ...rules] as unknown as Rule<
    z.output<typeof spec>
  >[]);
}

/**
 * Returns the schema of a request's spec whose items are namespaces and contain no literals: as {@link requestSpec}, without
 * `namespace` and `allowLiterals`.
 */
export function environmentSpec<Fields extends z.core.$ZodLooseShape>(fields: Fields) {
  const { namespace: _, allowLiterals: __, ...placement } = placementFields();
  return withRules(z.strictObject({ ...placement, ...fields }), placementRules());
}

/**
 * Returns the schema of the spec of a bundle: as {@link requestSpec}, but without `namespace`, which the tenant determines.
 *
 * @param tenant schema of the tenant, which cannot be changed
 */
export function tenantSpec<Fields extends z.core.$ZodLooseShape>(
  fields: Fields,
  rules: readonly Rule<
    z.output<z.ZodObject<Omit<ReturnType<typeof placementFields>, 'namespace'> & Fields>>
  >[] = [],
) {
  const { namespace: _, ...placement } = placementFields();
  const spec = z.strictObject({ ...placement, ...fields });
  const own: Rule<unknown>[] = [
    {
      cel: 'self.tenant == oldSelf.tenant',
      message: 'tenant cannot be changed; create a new request and delete this one',
    },
  ];
  return withRules(spec, [...placementRules(), ...own, ...rules] as unknown as Rule<z.output<typeof spec>>[]);
}

type SpecOf<Fields extends z.core.$ZodLooseShape> = z.output<
  z.ZodObject<ReturnType<typeof placementFields> & Fields>
>;

/**
 * Targets of the fields that every request has, for a {@link FieldMapping}: none of them sets a value.
 * @public
 */
export const placementTargets = {
  environment: null,
  clusterType: null,
  namespace: null,
  giteaURL: null,
  organization: null,
  owner: null,
  allowLiterals: null,
} as const;

/** Fields that every request into an environment has. */
function placementFields() {
  return {
    environment: environmentName()
      .meta({ 'x-form': 'environment' })
      .describe('Environment of the releases; the platform must declare it'),
    ...furtherSettings('request', {
      clusterType: label()
        .optional()
        .describe("Cluster type of the environment. Must equal the platform's value if set"),
      namespace: namespaceName()
        .optional()
        .describe('Namespace of the releases. Defaults to the environment name. Cannot be changed'),
    }),
    giteaURL: text(2048)
      .optional()
      .meta({ 'x-form': 'hidden' })
      .describe("Base URL of the Git host. Must equal the platform's value if set"),
    organization: text(253)
      .optional()
      .meta({ 'x-form': 'hidden' })
      .describe("Organization on the Git host. Must equal the platform's value if set"),
    owner: z
      .strictObject({
        team: text(100).optional().meta({ 'x-form': 'team' }).describe('Name of the team; free text'),
        email: text(254).optional().describe('Email address of the team'),
        slack: text(100).optional().describe('Slack channel of the team'),
      })
      .optional()
      .describe('Owner of the releases, for labels and annotations of the Applications'),
    ...furtherSettings('request', {
      allowLiterals: z
        .array(text(512))
        .max(100)
        .optional()
        .describe(
          'Paths of literals that look like credentials but are not, as `<list>.<item>.env.<NAME>`, `<list>.<item>.values.<path>` or `values.<path>`',
        ),
    }),
  };
}

/** Returns the transition rules of `spec` (Kubernetes, "Transition rules"). */
function placementRules<T>(): Rule<T>[] {
  return [
    {
      cel: 'self.environment == oldSelf.environment',
      message: 'environment cannot be changed; create a new request and delete this one',
    },
    {
      cel: '!has(self.clusterType) || !has(oldSelf.clusterType) || self.clusterType == oldSelf.clusterType',
      message: 'clusterType cannot be changed; create a new request and delete this one',
    },
  ];
}

/** Transition rule of `namespace`. It spells out the default: a rule of an optional field does not run when the field is added. */
const namespaceRule: Rule<unknown> = {
  // `namespace` is a reserved word of CEL: without the underscores, the API server finds no length limit and
  // refuses the rule as too expensive (Kubernetes, "Validation rules", escaping).
  cel: '(has(self.__namespace__) ? self.__namespace__ : self.environment) == (has(oldSelf.__namespace__) ? oldSelf.__namespace__ : oldSelf.environment)',
  message: 'namespace cannot be changed; create a new request and delete this one',
};
