import { withAnsweredGeneration } from '../../../shared/kratix/answered-generation.ts';
import { failedOutcome, type Outcome } from '../../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { configure, type Edges } from '../../configure/configure.ts';
import { existingObjects } from '../../configure/existing-objects.ts';
import { handleDeletion } from '../../configure/handle-deletion.ts';
import { toExistingRequest } from '../../configure/to-existing-request.ts';
import type { Collected, PipelineRun } from '../kratix/back-end.ts';

/** Context of a run. */
export interface RunContext {
  /** All requests, the oldest first. */
  readonly objects: readonly KubernetesObject[];
  /** Sources of charts and images. */
  readonly edges: Omit<Edges, 'requests'>;
}

/** Runs a pipeline in this process instead of a container. */
export async function runPipeline(
  { request, action }: Pick<PipelineRun, 'request' | 'action'>,
  { objects, edges: sources }: RunContext,
): Promise<{ readonly outcome: Outcome; readonly collected: Collected }> {
  const existing = existingObjects(objects);
  const object = existing.find(({ metadata }) => metadata.uid === request.metadata.uid)!;
  const requests = existing.map((each) => toExistingRequest(each));
  const edges = { ...sources, requests: { listRequests: async () => requests } };
  const run = action === 'delete' ? handleDeletion(object, edges) : configure(object, edges);
  const outcome = withAnsweredGeneration(await run.catch(failedOutcome), object);
  const isDelivered = outcome.outcome === 'delivered';
  const collected = {
    output: isDelivered ? outcome.files : new Map<string, string>(),
    status: outcome.status,
    control: isDelivered ? {} : outcome.control,
  };
  return { outcome, collected };
}
