import * as z from 'zod';
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
  return withRules(spec, [...placementRules(), ...rules] as unknown as Rule<z.output<typeof spec>>[]);
}

type SpecOf<Fields extends z.core.$ZodLooseShape> = z.output<
  z.ZodObject<ReturnType<typeof placementFields> & Fields>
>;

/** Targets of the fields that every request has: none of them sets a value. */
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
    environment: environmentName().describe('Environment to deliver to; one that the platform declares'),
    clusterType: label()
      .optional()
      .describe("Cluster type of the environment; if given it must agree with the platform's"),
    namespace: namespaceName()
      .optional()
      .describe('Namespace of the releases; the environment name where absent. Fixed for life'),
    giteaURL: text(2048)
      .optional()
      .describe("Base URL of the Git host; if given it must equal the platform's"),
    organization: text(253)
      .optional()
      .describe("Organization on the Git host; if given it must equal the platform's"),
    owner: z
      .strictObject({
        team: text(100).optional().describe('Team that owns what is delivered; free text'),
        email: text(254).optional().describe('Address to write to'),
        slack: text(100).optional().describe('Slack channel'),
      })
      .optional()
      .describe('Who owns what is delivered: labels and annotations of the Applications'),
    allowLiterals: z
      .array(text(512))
      .max(100)
      .optional()
      .describe(
        'Paths whose literal looks like a credential and is none: `<list>.<item>.env.<NAME>` or `<list>.<item>.values.<path>`',
      ),
  };
}

/**
 * What never changes during a request's life, for `spec` itself (Kubernetes, "Transition rules"). The namespace
 * rule stands here with the default written out: a rule on an optional field is not evaluated when it appears.
 */
function placementRules<T>(): Rule<T>[] {
  return [
    {
      cel: 'self.environment == oldSelf.environment',
      message: 'environment never changes: make a new request and delete this one',
    },
    {
      cel: '!has(self.clusterType) || !has(oldSelf.clusterType) || self.clusterType == oldSelf.clusterType',
      message: 'clusterType never changes: make a new request and delete this one',
    },
    {
      // `namespace` is a reserved word of CEL: without the underscores the API server knows no bound of its length
      // and finds the rule too dear (Kubernetes, "Validation rules", escaping).
      cel: '(has(self.__namespace__) ? self.__namespace__ : self.environment) == (has(oldSelf.__namespace__) ? oldSelf.__namespace__ : oldSelf.environment)',
      message: 'namespace never changes: make a new request and delete this one',
    },
  ];
}
