import { definitions } from '../../../promises/index.ts';
import { group, version } from '../../../shared/api-version.ts';
import { requestsCategory } from '../../../shared/derive/derive-crd.ts';
import type { Problem } from '../../../shared/errors.ts';
import { NotInstalledError, UsageError } from '../../../shared/errors.ts';
import { isRecord } from '../../../shared/is-record.ts';
import { runLabels, workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import type { Failure } from '../../../shared/kratix/outcome.ts';
import type { Condition, KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { defaultNamespace } from '../../../shared/release/names.ts';
import { type RequestReference, requestAnnotationValue } from '../../../shared/release/request-reference.ts';
import type { Cluster, Kind } from '../cluster.ts';
import { makeCommand } from '../make-command.ts';

/** Request of any kind, with its status. */
export interface RequestObject extends KubernetesObject {
  readonly status?: RequestStatus;
}

interface RequestStatus {
  readonly message?: string;
  readonly failure?: Failure | null;
  readonly warnings?: readonly string[];
  readonly environment?: string;
  readonly tenant?: string;
  readonly clusterType?: string;
  readonly releases?: readonly unknown[];
  readonly platform?: unknown;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly kratix?: { readonly workflows?: { readonly pipelines?: readonly PipelineStatus[] } };
}

/** Progress of a pipeline (syntasso/kratix, `WorkflowPipelineStatus`). */
export interface PipelineStatus {
  readonly name: string;
  readonly phase?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly nextRetryAt?: string;
  readonly attempts?: number;
}

/** Selection of requests; all requests by default. */
export interface Selection {
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly namespace?: string | undefined;
}

/**
 * Returns the kinds of requests; none if no Promise is installed. Reads the API group itself, because discovery of all
 * groups fails with any aggregated API server that is down.
 *
 * @throws ClusterError
 */
export async function requestKinds(cluster: Cluster): Promise<readonly Kind[]> {
  const apiVersion = `${group}/${version}`;
  const found = await cluster.get<{ resources: readonly ApiResource[] }>(`/apis/${apiVersion}`);
  const requestable = (found?.resources ?? []).filter(({ categories = [] }) =>
    categories.includes(requestsCategory),
  );
  return requestable.map(({ kind }) => ({ apiVersion, kind }));
}

/** A kind of a group (Kubernetes API reference, "APIResource"). */
interface ApiResource {
  readonly kind: string;
  readonly categories?: readonly string[];
}

/**
 * Returns every request of every kind, by kind, namespace and name.
 *
 * @throws ClusterError
 * @throws NotInstalledError if no Promise is installed
 */
export async function readRequests(cluster: Cluster): Promise<readonly RequestObject[]> {
  const kinds = await requestKinds(cluster);
  if (kinds.length === 0) {
    throw new NotInstalledError(`No Promises are installed: run ${makeCommand('deploy-platform', cluster)}`);
  }
  const lists = await Promise.all(kinds.map((kind) => cluster.list<RequestObject>(kind)));
  return lists
    .flat()
    .sort((a, b) => (requestAnnotationValue(originOf(a)) < requestAnnotationValue(originOf(b)) ? -1 : 1));
}

/**
 * Returns the requests of a selection.
 *
 * @throws UsageError if the selection matches no request
 */
export function selectRequests(requests: readonly RequestObject[], selection: Selection): RequestObject[] {
  const { name, kind, namespace } = selection;
  const found = requests.filter(
    (request) =>
      (name ?? request.metadata.name) === request.metadata.name &&
      (kind ?? request.kind).toLowerCase() === request.kind.toLowerCase() &&
      (namespace ?? namespaceOf(request)) === namespaceOf(request),
  );
  if (found.length === 0 && isSelective(selection)) {
    throw new UsageError(`No ${describe(selection)} found; list all with "infraforge list"`);
  }
  return found;
}

/** Returns whether a selection selects anything less than all requests. */
export function isSelective({ name, kind, namespace }: Selection): boolean {
  return name !== undefined || kind !== undefined || namespace !== undefined;
}

function describe({ name, kind = 'request', namespace }: Selection): string {
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  return `${kind}${name === undefined ? '' : ` "${name}"`}${where}`;
}

/** Returns the reference by which Applications name a request. */
export function originOf(request: RequestObject): RequestReference {
  return { kind: request.kind, namespace: namespaceOf(request), name: request.metadata.name };
}

/** Returns a request for messages: `ApplicationClaim team-a/shop`. */
export function titleOf(request: RequestObject): string {
  return `${request.kind} ${namespaceOf(request)}/${request.metadata.name}`;
}

/** Returns the namespace of a request. */
export function namespaceOf({ metadata }: RequestObject): string {
  return metadata.namespace ?? defaultNamespace;
}

/** Status that our pipeline reported. */
interface ReportedStatus {
  readonly message?: string;
  /** Null after a delivery. */
  readonly failure?: Failure | null;
  readonly warnings: readonly string[];
}

/** Returns the status that our pipeline reported, without malformed fields. */
export function readStatus(request: KubernetesObject): ReportedStatus {
  const { message, failure, warnings } = isRecord(request.status) ? request.status : {};
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(failure === null || isFailure(failure) ? { failure } : {}),
    warnings: Array.isArray(warnings) ? warnings.filter((one) => typeof one === 'string') : [],
  };
}

function isFailure(value: unknown): value is Failure {
  if (!isRecord(value)) return false;
  const { reason, message, problems } = value;
  return (
    typeof reason === 'string' &&
    typeof message === 'string' &&
    Array.isArray(problems) &&
    problems.every(isProblem)
  );
}

function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}

/** Returns the Promise of a request, by the label of Kratix, or by its kind before Kratix sets the label. */
export function promiseNameOf({ kind, metadata }: RequestObject): string {
  const definition = definitions.find((candidate) => candidate.kind === kind);
  return metadata.labels?.[runLabels.promiseName] ?? definition?.name ?? kind;
}

/** Returns the current pipeline of a request, or the last one. */
export function pipelineOf({ status }: RequestObject): PipelineStatus | undefined {
  const pipelines = status?.kratix?.workflows?.pipelines ?? [];
  return pipelines.find(({ phase }) => phase !== 'Succeeded') ?? pipelines.at(-1);
}

/** Returns whether Kratix has suspended a request. */
export function isSuspended({ metadata }: RequestObject): boolean {
  return metadata.labels?.[workflowSuspendedLabel] === 'true';
}
