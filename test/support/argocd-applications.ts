import type { ApplicationObject } from '../../pipelines/cluster/operate/applications.ts';
import type { RequestObject } from '../../pipelines/cluster/operate/requests.ts';
import type { WorkPlacementObject } from '../../pipelines/cluster/operate/written.ts';
import {
  workPlacementIdentity,
  workPlacementSpec,
  written,
} from '../../pipelines/stand-in/kratix/work-placement.ts';
import { type WorkflowState, workflowStatus } from '../../pipelines/stand-in/kratix/workflow-status.ts';
import { platformWith } from './platform.ts';

/** Commit of a request in the state store, and a later commit of another request. */
export const commits = {
  own: '4ab12cd8f0e1d2c3b4a5968778695a4b3c2d1e0f',
  later: '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
} as const;

/** Returns the fields that Kratix sets in the status of a request. */
function workflow(
  phase: WorkflowState['phase'],
  progress: Pick<WorkflowState, 'nextRetryAt' | 'attempts'> = {},
): RequestObject['status'] {
  const state = { action: 'configure', pipeline: 'configure', phase, ...progress } as const;
  return workflowStatus({}, { state, now: Date.parse('2026-08-01T10:00:09Z') });
}

const source = {
  promise: 'application-claim',
  pipeline: 'configure',
  destination: 'state-store',
  namespace: 'team-a',
  name: 'shop',
};

/** Returns a request that Kratix delivered, as the API server stores it. */
export function deliveredRequest({ metadata = {}, status = {} }: Changes = {}): RequestObject {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'ApplicationClaim',
    metadata: {
      name: 'shop',
      namespace: 'team-a',
      uid: 'a1',
      generation: 1,
      creationTimestamp: '2026-08-01T10:00:00Z',
      labels: { 'kratix.io/promise-name': 'application-claim' },
      ...metadata,
    },
    status: {
      message: '1 application delivered to dev',
      failure: null,
      warnings: [],
      environment: 'dev',
      clusterType: 'nonprod',
      releases: [{ name: 'web', chart: 'microservice', version: '1.0.0', namespace: 'dev' }],
      observedGeneration: 1,
      ...workflow('Succeeded'),
      ...status,
    },
  };
}

interface Changes {
  readonly metadata?: Partial<RequestObject['metadata']>;
  readonly status?: Partial<NonNullable<RequestObject['status']>>;
}

/** Returns a delivered request whose newest change is refused. */
export function refusedRequest({ metadata = {}, status = {} }: Changes = {}): RequestObject {
  return deliveredRequest({
    metadata: {
      labels: { 'kratix.io/promise-name': 'application-claim', 'kratix.io/workflow-suspended': 'true' },
      ...metadata,
    },
    status: {
      message:
        "Refused: spec.applications[0].name: Name 'taken-dev' belongs to ApplicationClaim default/owner",
      failure: {
        reason: 'NameTaken',
        message: "spec.applications[0].name: Name 'taken-dev' belongs to ApplicationClaim default/owner",
        problems: [
          {
            path: 'spec.applications[0].name',
            message: "Name 'taken-dev' belongs to ApplicationClaim default/owner",
          },
        ],
      },
      ...workflow('Suspended', { nextRetryAt: '2026-08-01T10:05:00Z', attempts: 3 }),
      ...status,
    },
  });
}

/** Returns a request that waits because a server did not answer. */
export function waitingRequest(): RequestObject {
  return refusedRequest({
    status: {
      message: 'Trying again: Reading chart "web": registry.example.com did not answer',
      failure: {
        reason: 'RegistryUnavailable',
        message: 'Reading chart "web": registry.example.com did not answer',
        problems: [],
      },
    },
  });
}

/** Returns a BootstrapClaim with a delivered platform. */
export function declaredPlatform(
  url = 'oci://registry.example.com/charts',
  plainHTTP = false,
): RequestObject {
  const request = deliveredRequest({
    metadata: { name: 'platform', namespace: 'default', uid: 'b1', labels: {} },
    status: {
      message: 'Cluster type nonprod declared with dev, qa',
      releases: [],
      platform: platformWith({
        tenants: [{ name: 'a', requestNamespaces: ['team-a'], environments: ['qa'] }],
        chartsRepository: { type: 'oci', url, version: '1.0.0', versions: {}, plainHTTP },
      }),
    },
  });
  return { ...request, kind: 'BootstrapClaim' };
}

/** Returns the work placement of `deliveredRequest`, written to Git. */
export function writtenPlacement(status: WorkPlacementObject['status'] = {}): WorkPlacementObject {
  return {
    ...(workPlacementIdentity(source) as WorkPlacementObject),
    spec: workPlacementSpec(source, { files: new Map(), generation: 1 }),
    status: { ...written(commits.own), ...status },
  };
}

/** Returns the Application of `deliveredRequest`, synced to its commit. */
export function syncedApplication(status: ApplicationObject['status'] = {}): ApplicationObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'web-dev',
      namespace: 'argocd',
      annotations: { 'infraforge.io/request': 'ApplicationClaim/team-a/shop' },
    },
    spec: { project: 'dev' },
    status: {
      sync: { status: 'Synced', revisions: ['1.0.0@sha256:ab', commits.own] },
      reconciledAt: '2026-08-01T10:00:15Z',
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', message: 'successfully synced (all tasks run)' },
      ...status,
    },
  };
}

/** Returns a synced root Application. */
export function syncedRoot(name: string, status: ApplicationObject['status'] = {}): ApplicationObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'infraforge',
      source: {
        repoURL: 'https://git.example.com/acme/state-store.git',
        targetRevision: 'refs/heads/main',
        path: 'environments/nonprod',
        directory: { include: '{*/applications/*/application.yaml,_apps-root.yaml}' },
      },
    },
    status: {
      sync: { status: 'Synced', revision: commits.later },
      reconciledAt: '2026-08-01T10:00:15Z',
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded' },
      ...status,
    },
  };
}

/** Status of an Application that Argo CD cannot render: it counts as healthy. */
export const cannotRender: ApplicationObject['status'] = {
  sync: { status: 'Unknown' },
  health: { status: 'Healthy' },
  conditions: [
    {
      type: 'ComparisonError',
      message:
        'Failed to load target state: failed to generate manifest for source 1 of 2: rpc error: code = Unknown desc = cannot get digest for revision 1.0.0@sha256:ab: registry.example.com/charts/microservice@sha256:ab: not found',
    },
  ],
};
