import type { PipelineRun } from '../../../pipelines/stand-in/kratix/back-end.ts';
import { type Container, requestsPath } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { pipelineAccount } from '../../../shared/kratix/accounts.ts';

/** Image of the stand-in for Kratix's own containers. */
export const adapterImage = 'test.local/kratix-adapter:1';

/** Resources that Kratix sets on a container without `resources`. */
export const defaultResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '200m', memory: '256Mi' },
};

const adapterSecurity = {
  runAsUser: 65532,
  runAsGroup: 65532,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Returns the name of the ServiceAccount and the roles of a pipeline. */
export function accountName({ promise, action, pipeline }: Omit<PipelineRun, 'request' | 'number'>): string {
  return pipelineAccount({ promise: promise.metadata.name, action, pipeline });
}

/** Returns the name of the Job of a run and of the ConfigMap with its files. */
export function runName({ promise, request, number }: PipelineRun): string {
  const { uid = '' } = request.metadata;
  return `kratix-${promise.metadata.name}-${uid.slice(0, 8)}-${number}`;
}

/**
 * Returns the Job of a run: one pod whose containers run one after another. They are `reader`, those of the Pipeline,
 * `work-writer` (not for a deletion) and `status-writer`. The three volumes are new for each pod.
 *
 * Source: syntasso/kratix at ae170e22e974, `api/v1alpha1/pipeline_types.go`.
 */
export function pipelineJob(run: PipelineRun): object {
  const { action, pipeline, promise } = run;
  const { spec } = pipeline;
  const writers = action === 'delete' ? [] : [adapter(run, 'work-writer')];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: runName(run), labels: labelsOf(run) },
    spec: {
      ...(spec.jobOptions?.backoffLimit !== undefined && { backoffLimit: spec.jobOptions.backoffLimit }),
      // Kratix keeps the last Jobs too; the logs go with the pod
      ttlSecondsAfterFinished: 900,
      template: {
        metadata: { labels: labelsOf(run) },
        spec: {
          serviceAccountName: accountName({ promise, action, pipeline }),
          restartPolicy: 'OnFailure',
          imagePullSecrets: spec.imagePullSecrets ?? [],
          initContainers: [
            adapter(run, 'reader'),
            ...spec.containers.map((container) => pipelineContainer(container, run)),
            ...writers,
          ],
          containers: [adapter(run, 'status-writer')],
          volumes: [
            ...(spec.volumes ?? []),
            ...Object.values(volumes).map((name) => ({ name, emptyDir: {} })),
          ],
        },
      },
    },
  };
}

const volumes = { input: 'shared-input', output: 'shared-output', metadata: 'shared-metadata' } as const;

/** Returns a container of the Pipeline with the variables and mounts that Kratix adds. */
function pipelineContainer(
  container: Container,
  { promise, action, pipeline, request }: PipelineRun,
): object {
  const { group, names, versions } = promise.spec.api.spec;
  const variables = {
    KRATIX_WORKFLOW_ACTION: action,
    KRATIX_WORKFLOW_TYPE: 'resource',
    KRATIX_PROMISE_NAME: promise.metadata.name,
    KRATIX_PIPELINE_NAME: pipeline.metadata.name,
    KRATIX_OBJECT_KIND: names.kind,
    KRATIX_OBJECT_GROUP: group,
    KRATIX_OBJECT_VERSION: versions[0]!.name,
    KRATIX_OBJECT_NAME: request.metadata.name,
    KRATIX_OBJECT_NAMESPACE: request.metadata.namespace,
    KRATIX_CRD_PLURAL: names.plural,
    KRATIX_CLUSTER_SCOPED: 'false',
  };
  const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
  return {
    resources: defaultResources,
    ...container,
    env: [...env, ...(container.env ?? [])],
    volumeMounts: [
      { name: volumes.input, mountPath: '/kratix/input', readOnly: true },
      { name: volumes.output, mountPath: '/kratix/output' },
      { name: volumes.metadata, mountPath: '/kratix/metadata' },
      ...(container.volumeMounts ?? []),
    ],
  };
}

/** Returns one of Kratix's own containers. */
function adapter(run: PipelineRun, part: 'reader' | 'work-writer' | 'status-writer'): object {
  const { metadata } = run.request;
  return {
    name: part,
    image: adapterImage,
    args: [part],
    resources: defaultResources,
    securityContext: adapterSecurity,
    env: [
      { name: 'OBJECT_PATH', value: `${requestsPath(run.promise, metadata.namespace)}/${metadata.name}` },
      { name: 'COLLECTED', value: `/api/v1/namespaces/${metadata.namespace}/configmaps/${runName(run)}` },
    ],
    volumeMounts: Object.entries(volumes).map(([folder, name]) => ({ name, mountPath: `/kratix/${folder}` })),
  };
}

function labelsOf({ promise, action, pipeline, request }: PipelineRun): Record<string, string> {
  return {
    'kratix.io/promise-name': promise.metadata.name,
    'kratix.io/resource-name': request.metadata.name,
    'kratix.io/pipeline-name': pipeline.metadata.name,
    'kratix.io/workflow-action': action,
    'kratix.io/workflow-type': 'resource',
  };
}
