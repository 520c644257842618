import * as z from 'zod';

/*
 * Schemas of our Argo CD objects, field by field. Argo CD ignores unknown fields, so a misspelt one would show only in a
 * cluster.
 */

const metadata = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)
    .max(253),
  namespace: z.literal('argocd'),
  labels: z
    .record(z.string(), z.string().regex(/^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/))
    .optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.literal('resources-finalizer.argocd.argoproj.io')).optional(),
});

const destination = z
  .strictObject({ server: z.url().optional(), name: z.string().optional(), namespace: z.string() })
  .refine(({ server, name }) => (server === undefined) !== (name === undefined));

const syncPolicy = z.strictObject({
  managedNamespaceMetadata: z.strictObject({ labels: z.record(z.string(), z.string()) }).optional(),
  automated: z.strictObject({ prune: z.literal(true), selfHeal: z.literal(true) }),
  syncOptions: z.array(
    z.enum([
      'CreateNamespace=true',
      'ServerSideApply=true',
      'Validate=false',
      'FailOnSharedResource=true',
      'PrunePropagationPolicy=background',
      'ApplyOutOfSyncOnly=true',
    ]),
  ),
  retry: z.strictObject({
    limit: z.union([z.literal(-1), z.literal(25)]),
    refresh: z.literal(true),
    backoff: z.strictObject({ duration: z.string(), factor: z.int(), maxDuration: z.string() }),
  }),
});

const project = z.string().refine((name) => name !== 'default');
const exactVersion = /^v?\d+\.\d+\.\d+[^\s*^~<>]*$/;

const chartSource = z.strictObject({
  repoURL: z.string().startsWith('oci://'),
  path: z.literal('.'),
  targetRevision: z.string().regex(/^\d+\.\d+\.\d+[^\s]*@sha256:[a-f0-9]{64}$/),
});
const releaseName = z.string().max(53);

const release = {
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Application'),
  metadata: metadata.required({ finalizers: true }),
};

/** Application of a release: chart by version and digest, with its values. */
export const releaseApplication = z.strictObject({
  ...release,
  spec: z.strictObject({
    project,
    destination,
    source: chartSource.extend({ helm: z.strictObject({ releaseName, values: z.string() }) }),
    syncPolicy,
  }),
});

/** Application of a release with its values in the state store. */
export const fileApplication = z.strictObject({
  ...release,
  spec: releaseApplication.shape.spec.omit({ source: true }).extend({
    sources: z.tuple([
      chartSource.extend({
        helm: z.strictObject({
          releaseName,
          valueFiles: z.tuple([z.string().regex(/^\$values\/environments\/([a-z0-9-]+\/){4}values\.yaml$/)]),
        }),
      }),
      z.strictObject({
        repoURL: z.string().endsWith('.git'),
        targetRevision: z.string().startsWith('refs/heads/'),
        ref: z.literal('values'),
      }),
    ]),
  }),
});

/** Root Application: one directory, and no finalizer that would delete its children. */
export const rootApplication = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Application'),
  metadata: metadata.omit({ finalizers: true }).strict(),
  spec: z.strictObject({
    project,
    destination,
    source: z.strictObject({
      repoURL: z.string().endsWith('.git'),
      targetRevision: z.string().startsWith('refs/heads/'),
      path: z.string(),
      directory: z.strictObject({ recurse: z.literal(true), include: z.string() }),
    }),
    syncPolicy,
  }),
});

/** Application of an operator: a Helm chart of a pinned version. */
export const operatorApplication = rootApplication.extend({
  spec: rootApplication.shape.spec.extend({
    source: z.union([
      z.strictObject({
        repoURL: z.string(),
        chart: z.string(),
        targetRevision: z.string().regex(exactVersion),
        helm: z.strictObject({
          releaseName: z.string().max(53),
          valuesObject: z.record(z.string(), z.unknown()).optional(),
          parameters: z
            .array(z.strictObject({ name: z.string(), value: z.string(), forceString: z.literal(true) }))
            .optional(),
        }),
      }),
      z.strictObject({
        repoURL: z.string().startsWith('https://'),
        path: z.string(),
        targetRevision: z.string().regex(exactVersion),
        kustomize: z.strictObject({
          images: z.array(z.string().regex(/=[^:]+:[0-9.]+$/)),
          patches: z.array(z.strictObject({ patch: z.string() })).optional(),
        }),
      }),
    ]),
  }),
});

/** Application of the defaults of a namespace: chart by version and digest, with its values. */
export const namespaceApplication = z.strictObject({
  ...release,
  spec: releaseApplication.shape.spec.extend({
    source: chartSource.extend({
      helm: z.strictObject({ releaseName, valuesObject: z.record(z.string(), z.unknown()) }),
    }),
  }),
});

/** Cluster-scoped objects (argo-cd v3.5, `ClusterResourceRestrictionItem`). */
const clusterResource = z.strictObject({
  group: z.string(),
  kind: z.string(),
  name: z.string().min(1).optional(),
});

/** AppProject: exact sources, no tokens, and roles only for the groups of a tenant. */
export const appProject = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('AppProject'),
  metadata: metadata.omit({ finalizers: true }).strict(),
  spec: z.strictObject({
    description: z.string().max(255),
    sourceRepos: z.array(z.string().refine((url) => url !== '*')),
    destinations: z.array(
      z.strictObject({ server: z.string().optional(), name: z.string().optional(), namespace: z.string() }),
    ),
    clusterResourceWhitelist: z.array(clusterResource),
    clusterResourceBlacklist: z.array(clusterResource).optional(),
    namespaceResourceWhitelist: z
      .array(z.strictObject({ group: z.string(), kind: z.string() }))
      .min(1)
      .optional(),
    roles: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/),
          description: z.string(),
          policies: z.array(z.string().regex(/^p, proj:\S+:\S+, \w+, \w+, \S+\/\*, allow$/)),
          groups: z.array(z.string()),
        }),
      )
      .optional(),
  }),
});
