/**
 * File contract between Kratix and the containers of its pipelines: every path, file name, environment variable and
 * reserved name. The functions in this folder have the names of the Go and Python SDKs, in TypeScript's spelling.
 *
 * PublishStatus of the SDKs, which patches the object through the API server during a run, is omitted on purpose: without
 * it, the container needs no write permission, and `status.yaml` reports the same a second later.
 *
 * Source: Kratix documentation, "Workflows" and "Writing pipelines"; syntasso/kratix, `work-creator/lib` and
 * `api/v1alpha1/pipeline_types.go`.
 */

/** Folders that Kratix mounts into every container of a pipeline. */
export interface Volumes {
  /** Read-only folder with the object that the workflow runs for. */
  readonly input: string;
  /** Folder whose files become the Work, and from there files in the state store. */
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

/** File with the live object, written by Kratix's reader before the first container starts. */
export const objectFile = 'object.yaml';

/** Files of the metadata volume. Kratix silently ignores `destination_selectors.yaml` with an underscore. */
export const metadataFiles = {
  status: 'status.yaml',
  destinationSelectors: 'destination-selectors.yaml',
  workflowControl: 'workflow-control.yaml',
} as const;

/** Environment variables of every container of a pipeline. */
export const environmentVariables = {
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

/** API group of Kratix's kinds, such as Promise. */
export const kratixGroup = 'platform.kratix.io';

/** `apiVersion` of Kratix's kinds. */
export const kratixApiVersion = `${kratixGroup}/v1alpha1`;

/** Status key that is reserved for Kratix. A `status.yaml` with this key fails the run. */
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

/** Label of a suspended or waiting object; its removal resumes the workflow. */
export const workflowSuspendedLabel = 'kratix.io/workflow-suspended';

/** Label that runs an object's workflow again, even if it is suspended. Kratix removes the label when the run starts. */
export const manualReconciliationLabel = 'kratix.io/manual-reconciliation';

/** Labels of a run's Job and pod (`pipelineJobLabels`). A request has `promiseName` too. */
export const runLabels = {
  promiseName: 'kratix.io/promise-name',
  resourceName: 'kratix.io/resource-name',
  workflowType: 'kratix.io/workflow-type',
} as const;

/** Label with the version of a Promise. */
export const promiseVersionLabel = 'kratix.io/promise-version';

/** Containers of a run's pod that belong to Kratix and not to the pipeline. */
export const kratixContainers: readonly string[] = ['reader', 'work-writer', 'status-writer'];

/** Phases of an unfinished pipeline in `status.kratix.workflows.pipelines[]`. */
export const unfinishedPhases: readonly string[] = ['Pending', 'Running'];

/** Namespace and ServiceAccount of Kratix's manager (syntasso/kratix, `SystemNamespace` and `config/rbac`). */
export const kratixManager = {
  namespace: 'kratix-platform-system',
  account: 'kratix-platform-controller-manager',
} as const;

/** Resource names of Kratix's kinds for kubectl. */
export const kratixResources = {
  promises: `promises.${kratixGroup}`,
  works: `works.${kratixGroup}`,
  workPlacements: `workplacements.${kratixGroup}`,
  destinations: `destinations.${kratixGroup}`,
  gitStateStores: `gitstatestores.${kratixGroup}`,
} as const;

/** API version and kind of Kratix's objects. */
export const kratixKinds = {
  promise: { apiVersion: kratixApiVersion, kind: 'Promise' },
  work: { apiVersion: kratixApiVersion, kind: 'Work' },
  workPlacement: { apiVersion: kratixApiVersion, kind: 'WorkPlacement' },
  destination: { apiVersion: kratixApiVersion, kind: 'Destination' },
  gitStateStore: { apiVersion: kratixApiVersion, kind: 'GitStateStore' },
} as const;
