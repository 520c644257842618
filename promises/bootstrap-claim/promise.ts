import * as z from 'zod';
import { hostPart, lowerHostPart, pathPart, portPart } from '../../shared/promise/addresses.ts';
import { asSet } from '../../shared/promise/collections.ts';
import { definePromise } from '../../shared/promise/define-promise.ts';
import { furtherSettings } from '../../shared/promise/further-settings.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { exactlyOneOf, withRules } from '../../shared/promise/rule.ts';
import { boundedText, chartName, freeValues, objectName, text } from '../../shared/promise/vocabulary.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { backupDefaults, backupOperatorWarnings } from './backup.ts';
import { chartsRepository } from './charts-repository.ts';
import { gitOps } from './git-ops.ts';
import { imageDigests } from './image-digests.ts';
import { ingressDefaults } from './ingress.ts';
import { monitoringFields } from './monitoring.ts';
import { allOperators, operatorLists, operatorWarnings } from './operator-lists.ts';
import { profile, profileWarnings, withProfile } from './profile.ts';
import { declaredEnvironments, requestRules } from './request-rules.ts';

/** Declaration of a cluster type: its state store, its environments and the platform team's layer. */
export const bootstrapClaim = definePromise({
  name: 'bootstrap-claim',
  kind: 'BootstrapClaim',
  plural: 'bootstrapclaims',
  shortNames: ['bsc'],
  summary: 'Declares a cluster type: its environments, state store, chart registry and operators',
  description: `The platform's configuration: one for each cluster type, written by the platform team. Until it is delivered,
requests to its environments are refused with the reason NoPlatform or UnknownEnvironment, and retried. It counts only in
the namespace of the platform, \`infraforge-platform\` unless the installation names another one.

It owns the root Applications and AppProjects of its cluster type, and the operators of its cluster unless another claim
installs them there. A second claim for a declared
cluster type or environment is refused. So is one with another repository or branch, because all output goes to one
state store. Removing an environment or changing the cluster type, organization, repository or branch is refused while a
request delivers there. Changes reach the requests at their next run.`,
  columns: [
    { name: 'Cluster-Type', type: 'string', jsonPath: '.spec.gitOps.clusterType' },
    { name: 'Environments', type: 'string', jsonPath: '.spec.gitOps.environments' },
  ],
  hasDeletePipeline: true,
  spec: () =>
    withRules(
      z.strictObject({
        giteaURL: gitURL().describe(
          'Base URL of the Git host as Argo CD reaches it: http, https or ssh, of any Git host',
        ),
        organization: boundedText(253)
          .regex(
            /^[A-Za-z0-9_][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+)*$/,
            invalid('organization', 'use names separated by "/" or "."'),
          )
          .describe('Organization, group or user that owns the state store repository'),
        ...furtherSettings('delivery', { repositories: repositories() }),
        chartsRepository: chartsRepository(),
        ...furtherSettings('image', imageFields()),
        gitOps: gitOps(),
        ...furtherSettings('delivery', { destination: destination() }),
        profile: profile(),
        storageClass: objectName().optional().describe('Default storage class of services'),
        ingress: ingressDefaults().optional(),
        backup: backupDefaults(),
        ...furtherSettings('monitoring', monitoringFields()),
        catalog: z
          .boolean()
          .optional()
          .describe(
            'Set to true to write the entities of each request for Backstage, in catalog/ of the state store',
          ),
        ...furtherSettings('operator', operatorLists()),
        ...requestRules(),
        ...furtherSettings('chart', {
          values: z
            .record(chartName(), freeValues())
            .default({})
            .describe(
              "The platform team's own layer of values, by chart: above the chart's defaults, below every request",
            ),
          allowLiterals: z
            .array(text(512))
            .max(100)
            .optional()
            .describe('Paths of literals that look like credentials but are not: `values.<chart>.<path>`'),
        }),
      }),
      [declaredEnvironments],
    ),
  items: [],
  platform({ spec }): Platform {
    const { allowLiterals: _, chartsRepository: charts, profile: name, ...rest } = spec;
    const { stateStore, voltran } = spec.repositories;
    return {
      ...withProfile(name, rest),
      repositories: { stateStore: stateStore ?? voltran ?? 'state-store' },
      chartsRepository: { ...charts, plainHTTP: charts.plainHTTP || isLoopback(charts.url) },
      operators: allOperators(spec.operators, spec.installedOperators),
      // The schema ensures that exactly one field is set.
      destination: spec.destination as Platform['destination'],
    };
  },
  warnings: ({ repositories: { voltran }, tenants, ...spec }) => [
    ...(voltran === undefined
      ? []
      : ['spec.repositories.voltran is deprecated; use spec.repositories.stateStore']),
    ...(tenants === undefined ? [oneTrustZone] : []),
    ...operatorWarnings(spec.operators),
    ...backupOperatorWarnings(spec),
    ...profileWarnings(spec),
  ],
});

const oneTrustZone =
  'No tenants are declared: requests from every namespace may use every environment, namespace and host that this platform allows; declare spec.tenants to separate teams';

/** Returns the fields about the images of applications, services and operators. */
function imageFields() {
  return {
    imageRegistry: registryPath().optional().describe('Default image registry of applications'),
    imageDigests: imageDigests(),
    imageMirror: registryPath()
      .optional()
      .describe(
        'Mirror for the images of services and operators, which are then <mirror>/<registry>/<repository>',
      ),
    imagePullSecrets: asSet(z.array(objectName()).max(16), 'Duplicate Secret')
      .optional()
      .describe('Pull Secrets for the images of services. Each must exist in the namespace of each service'),
  };
}

/** Returns the schema of the repositories. It has no defaults: the API server would set the former name too. */
function repositories() {
  const repository = () =>
    boundedText(100).regex(
      /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/,
      'Invalid repository name; use letters, digits, dashes, dots and underscores',
    );
  const fields = z.strictObject({
    stateStore: repository()
      .optional()
      .describe('Repository of the state store, without .git. Defaults to state-store'),
    voltran: repository().optional().describe('Deprecated: use stateStore'),
  });
  return withRules(fields, [
    {
      cel: '!has(self.stateStore) || !has(self.voltran) || self.stateStore == self.voltran',
      message: 'stateStore and its deprecated name voltran differ; remove voltran',
      check: ({ stateStore, voltran }) =>
        stateStore === undefined || voltran === undefined || stateStore === voltran,
    },
  ])
    .prefault({})
    .describe('Git repositories of the platform');
}

/** Returns true for a registry on loopback, which needs no TLS. */
function isLoopback(url: string): boolean {
  return /^oci:\/\/(localhost|127\.[0-9.]+|\[::1\])(:|\/|$)/.test(url);
}

function registryPath(): z.ZodString {
  return boundedText(253).regex(
    new RegExp(`^${lowerHostPart}${portPart}(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`),
    invalid('registry', 'use host[:port][/path]'),
  );
}

function gitURL(): z.ZodString {
  return boundedText(2048).regex(
    new RegExp(`^(https?://|ssh://([a-z_][a-z0-9_-]*@)?)${hostPart}${portPart}${pathPart}/?$`),
    invalid('Git host URL', 'use http://, https:// or ssh:// without credentials, query or fragment'),
  );
}

function destination() {
  const fields = z.strictObject({
    server: boundedText(2048)
      .regex(
        new RegExp(`^https?://${hostPart}${portPart}${pathPart}/?$`),
        invalid('API server URL', 'use https://host[:port][/path]'),
      )
      .optional()
      .describe('URL of the API server'),
    name: boundedText(253)
      .regex(
        // Argo CD reads other characters as a pattern of clusters
        /^[A-Za-z0-9][A-Za-z0-9._:@/-]*$/,
        'Invalid name of a cluster; use letters, digits and the characters ".", "_", ":", "@", "/" and "-"',
      )
      .optional()
      .describe('Name of the cluster in Argo CD'),
  });
  return withRules(fields, [exactlyOneOf(['server', 'name'])])
    .default({ server: 'https://kubernetes.default.svc' })
    .describe('Cluster that Argo CD deploys the releases to');
}
