import { type Delivered, type Outcome, outcomeOf } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { SurroundingsSource } from '../../shared/release/surroundings.ts';
import { answerDeletion } from '../configure/answer-deletion.ts';
import { configure, type Edges } from '../configure/configure.ts';
import { definitionOf } from '../configure/definition-of.ts';
import { type ExistingObject, existingObjects } from '../configure/existing-objects.ts';
import { identityOf } from '../configure/file-surroundings.ts';
import { summarise } from '../configure/summarise.ts';
import type { GitStateStore } from './git-state-store.ts';
import { type WorkPlacement, workPlacementFor } from './work-placement.ts';

/** What became of one step. */
export interface Step {
  readonly outcome: Outcome;
  /** What it changed in the state store; undefined where it changed nothing. */
  readonly commit: string | undefined;
  /** From the object to the outcome, the commit not counted. */
  readonly milliseconds: number;
}

/** Name of the Destination that stands for the state store. */
const destination = 'default';

/** Name of the Promises' configure pipeline. */
const pipeline = 'configure';

/**
 * The local stand-in for the cluster: it keeps requests with their status as the API server does, runs each through
 * the pipeline, and writes what comes of it as Kratix does.
 */
export class LocalPlatform {
  readonly #store: GitStateStore;
  readonly #charts: Omit<Edges, 'surroundings'>;
  /** By identity, the oldest first. */
  readonly #objects = new Map<string, KubernetesObject>();

  constructor(options: { readonly store: GitStateStore; readonly charts: Omit<Edges, 'surroundings'> }) {
    this.#store = options.store;
    this.#charts = options.charts;
  }

  /** Applies a request: a new one, or a new text of one that exists. */
  async apply(request: KubernetesObject): Promise<Step> {
    const identity = identityOf(summarise(request));
    const status = this.#objects.get(identity)?.status;
    this.#objects.set(identity, { ...request, ...(status === undefined ? {} : { status }) });
    const object = this.#existing(identity);
    const { outcome, milliseconds } = await timed(() => configure(object, this.#edges()));
    const commit = outcome.outcome === 'delivered' ? await this.#write(object, outcome) : undefined;
    // Kratix merges status shallowly: an omitted key stays
    const merged = { ...(status as object | undefined), ...outcome.status };
    this.#objects.set(identity, { ...request, status: merged });
    return { outcome, commit, milliseconds };
  }

  /** Deletes a request that exists; one that may not go stays. */
  async delete(request: KubernetesObject): Promise<Step> {
    const identity = identityOf(summarise(request));
    const object = this.#existing(identity);
    const { outcome, milliseconds } = await timed(() => answerDeletion(object, this.#edges()));
    if (outcome.outcome !== 'delivered') return { outcome, commit: undefined, milliseconds };
    const commit = await this.#store.remove(workPlacementOf(object));
    this.#objects.delete(identity);
    return { outcome, commit, milliseconds };
  }

  #write(object: ExistingObject, { files }: Delivered): Promise<string | undefined> {
    return this.#store.write(workPlacementOf(object), files);
  }

  #edges(): Edges {
    const surroundings: SurroundingsSource = {
      readSurroundings: async () => ({
        requests: existingObjects([...this.#objects.values()]).map(summarise),
      }),
    };
    return { ...this.#charts, surroundings };
  }

  #existing(identity: string): ExistingObject {
    const objects = existingObjects([...this.#objects.values()]);
    const object = objects.find((candidate) => identityOf(summarise(candidate)) === identity);
    if (object === undefined) throw new Error(`Delete ${identity}: there is no such request`);
    return object;
  }
}

function workPlacementOf(object: ExistingObject): WorkPlacement {
  const { namespace, name } = object.metadata;
  return workPlacementFor({ promise: definitionOf(object).name, pipeline, destination, namespace, name });
}

async function timed(run: () => Promise<Outcome>): Promise<{ outcome: Outcome; milliseconds: number }> {
  const start = performance.now();
  const outcome = await run().catch((error: unknown): Outcome => outcomeOf(error));
  return { outcome, milliseconds: performance.now() - start };
}
