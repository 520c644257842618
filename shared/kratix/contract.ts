/**
 * The file contract between Kratix and a container of its pipelines, in one place: every path, file name,
 * variable and reserved word. The names of the functions beside this file are those of the Go and Python SDKs
 * in TypeScript's spelling.
 *
 * One function of theirs is left out on purpose: PublishStatus patches the object through the API server while
 * the pipeline runs. A container that only writes files needs no permission to write, and `status.yaml` says
 * the same a second later, together with the rest of the run.
 *
 * Source: Kratix documentation, "Workflows" and "Writing pipelines"; syntasso/kratix, `work-creator/lib` and
 * `api/v1alpha1/pipeline_types.go`.
 */

/** The three folders that Kratix mounts into every container of a pipeline. */
export interface Volumes {
  /** Read only: the object that the workflow runs for. */
  readonly input: string;
  /** Everything in it becomes the Work, and with that files in the state store. */
  readonly output: string;
  /** Folder for status, scheduling and workflow control. */
  readonly metadata: string;
}

/** Folders where Kratix mounts the volumes. */
export const kratixVolumes: Volumes = {
  input: '/kratix/input',
  output: '/kratix/output',
  metadata: '/kratix/metadata',
};

/** The live object, written by Kratix's reader before the first container starts. */
export const objectFile = 'object.yaml';

/** Files of the metadata volume. With hyphens: Kratix ignores `destination_selectors.yaml` without a word. */
export const metadataFiles = {
  status: 'status.yaml',
  destinationSelectors: 'destination-selectors.yaml',
  workflowControl: 'workflow-control.yaml',
} as const;

/** Environment variables of every container of a pipeline. */
export const variables = {
  workflowAction: 'KRATIX_WORKFLOW_ACTION',
  workflowType: 'KRATIX_WORKFLOW_TYPE',
  promiseName: 'KRATIX_PROMISE_NAME',
  pipelineName: 'KRATIX_PIPELINE_NAME',
  objectKind: 'KRATIX_OBJECT_KIND',
  objectGroup: 'KRATIX_OBJECT_GROUP',
  objectVersion: 'KRATIX_OBJECT_VERSION',
  objectName: 'KRATIX_OBJECT_NAME',
  objectNamespace: 'KRATIX_OBJECT_NAMESPACE',
  crdPlural: 'KRATIX_CRD_PLURAL',
  clusterScoped: 'KRATIX_CLUSTER_SCOPED',
  dryRun: 'KRATIX_DRY_RUN',
} as const;

/** API group of Kratix's own kinds, Promise among them. */
export const kratixGroup = 'platform.kratix.io';

/** `apiVersion` of those kinds. */
export const kratixApiVersion = `${kratixGroup}/v1alpha1`;

/** The status key that Kratix keeps for itself; a `status.yaml` that holds it fails the run. */
export const kratixStatusKey = 'kratix';

/** Condition types that Kratix sets on Promises and resource requests; a pipeline must not write them. */
export const kratixConditionTypes: readonly string[] = [
  'ConfigureWorkflowCompleted',
  'DeleteWorkflowCompleted',
  'PromiseAvailable',
  'Reconciled',
  'WorksSucceeded',
];

/** Folder of a Destination in which Kratix lists what each work placement wrote (`filepath.mode: none`). */
export const stateFolder = '.kratix';

/** Files at the root of a Destination that Kratix writes or deletes itself (`initWorkloads`). */
export const canaryFiles: readonly string[] = [
  'kratix-canary-namespace.yaml',
  'kratix-canary-configmap.yaml',
];

/** `metadata.labels` key that a suspended or waiting object carries; removing it resumes the workflow. */
export const workflowSuspendedLabel = 'kratix.io/workflow-suspended';

/** `metadata.labels` key that runs an object's workflow again, a suspended one too; Kratix takes it away as it starts. */
export const manualReconciliationLabel = 'kratix.io/manual-reconciliation';

/** `metadata.labels` keys of a run's Job and pod; a request carries the first as well (`pipelineJobLabels`). */
export const runLabels = {
  promiseName: 'kratix.io/promise-name',
  resourceName: 'kratix.io/resource-name',
  workflowType: 'kratix.io/workflow-type',
} as const;

/** `metadata.labels` key of a Promise. */
export const promiseVersionLabel = 'kratix.io/promise-version';

/** Containers of a run's pod that are Kratix's own; what is left is the pipeline's. */
export const kratixContainers: readonly string[] = ['reader', 'work-writer', 'status-writer'];

/** Phases of a pipeline in `status.kratix.workflows.pipelines[]` in which its run is not over. */
export const unfinishedPhases: readonly string[] = ['Pending', 'Running'];

/** Kratix's own kinds, as kubectl names them. */
export const kratixResources = {
  promises: `promises.${kratixGroup}`,
  works: `works.${kratixGroup}`,
  workPlacements: `workplacements.${kratixGroup}`,
  destinations: `destinations.${kratixGroup}`,
  gitStateStores: `gitstatestores.${kratixGroup}`,
} as const;

/** Kinds of Kratix's objects. */
export const kratixKinds = {
  promise: { apiVersion: kratixApiVersion, kind: 'Promise' },
  work: { apiVersion: kratixApiVersion, kind: 'Work' },
  workPlacement: { apiVersion: kratixApiVersion, kind: 'WorkPlacement' },
  destination: { apiVersion: kratixApiVersion, kind: 'Destination' },
  gitStateStore: { apiVersion: kratixApiVersion, kind: 'GitStateStore' },
} as const;
