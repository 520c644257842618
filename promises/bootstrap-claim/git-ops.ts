import * as z from 'zod';
import { boundedRecord } from '../../shared/promise/collections.ts';
import { type Rule, withRules } from '../../shared/promise/rule.ts';
import { boundedText, environmentName, label, notReserved } from '../../shared/promise/vocabulary.ts';
import { reservedNamespace } from '../../shared/release/names.ts';

/** Returns the schema of the branch of the state store, the environments and their namespaces. */
export function gitOps() {
  const pattern = (...rules: readonly Rule<string>[]): z.ZodString =>
    withRules(
      boundedText(63).regex(
        /^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$/,
        'Invalid namespace pattern; use lower-case letters, digits, dashes and "*"',
      ),
      [
        {
          cel: "!self.contains('**')",
          message: 'Duplicate "*"; write "*" instead of "**"',
          check: (text) => !text.includes('**'),
        },
        ...rules,
      ],
    );
  const isNotReserved: Rule<string> = {
    cel: notReserved.cel!,
    message:
      'The pattern matches only reserved namespaces: default, argocd, kube-* and kratix-* are reserved',
    check: (text) => !reservedNamespace.test(text),
  };
  const fields = z.strictObject({
    branch: boundedText(200)
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$/,
        'Invalid branch name; use letters, digits, dashes and underscores, separated by "." or "/"',
      )
      .default('main')
      .describe('Branch of the state store'),
    clusterType: label().describe('Name of the cluster type, such as nonprod or prod'),
    environments: z
      .array(environmentName())
      .min(1)
      .max(50)
      .refine((names) => new Set(names).size === names.length, 'Duplicate environment')
      .meta({ 'x-kubernetes-list-type': 'set' })
      .describe('Environments of the cluster type'),
    production: z
      .boolean()
      .optional()
      .describe(
        "Set to true to apply the charts' production values. Defaults to true for cluster type prod and environments prod and production",
      ),
    namespaces: z
      .array(pattern(isNotReserved))
      .max(50)
      .default([])
      .describe('Additional patterns of namespaces for releases, besides <environment> and *-<environment>'),
    requestNamespaces: boundedRecord(label(), z.array(pattern()).max(50), { max: 50 })
      .default({})
      .describe(
        'Patterns of the namespaces that may request into an environment, by environment. Defaults to all namespaces',
      ),
  });
  return withRules(fields, [
    {
      cel: 'self.requestNamespaces.all(environment, environment in self.environments)',
      message: 'requestNamespaces names an environment that is not declared',
      check: ({ environments, requestNamespaces }) =>
        Object.keys(requestNamespaces).every((name) => environments.includes(name)),
      path: ['requestNamespaces'],
    },
  ]).describe('Branch, cluster type and environments of the platform');
}
