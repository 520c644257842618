import * as z from 'zod';
import { asSet } from '../../shared/promise/collections.ts';
import { boundedText, environmentName, label } from '../../shared/promise/vocabulary.ts';
import { deliveryModes, valuesLocations } from '../../shared/release/platform.ts';
import { releaseNamespacePattern } from './patterns.ts';

/** Returns the schema of the branch of the state store, the environments and their namespaces. */
export function gitOps() {
  return z
    .strictObject({
      branch: boundedText(200)
        .regex(
          /^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$/,
          'Invalid branch name; use letters, digits, dashes and underscores, separated by "." or "/"',
        )
        .default('main')
        .describe('Branch of the state store'),
      clusterType: label().describe('Name of the cluster type, such as nonprod or prod'),
      environments: asSet(z.array(environmentName()).min(1).max(50), 'Duplicate environment').describe(
        'Environments of the cluster type',
      ),
      production: z
        .boolean()
        .optional()
        .describe(
          "Set to true to apply the charts' production values. Defaults to true for cluster type prod and environments prod and production",
        ),
      namespaces: z
        .array(releaseNamespacePattern())
        .max(50)
        .default([])
        .describe(
          'Additional patterns of namespaces for releases, besides <environment> and *-<environment>',
        ),
      values: z
        .enum(valuesLocations)
        .default(valuesLocations[0])
        .describe(
          'Place of the values that Argo CD reads: inline for the Application, or file for values.yaml, which each commit renders again',
        ),
      delivery: z
        .enum(deliveryModes)
        .default(deliveryModes[0])
        .describe(
          'Creator of the Applications in Argo CD: applications for root Applications, or applicationSets for an ApplicationSet per environment',
        ),
    })
    .describe('Branch, cluster type and environments of the platform');
}
