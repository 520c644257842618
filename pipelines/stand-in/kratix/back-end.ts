import type { Status } from '../../../shared/kratix/status.ts';
import type { WorkflowControl } from '../../../shared/kratix/workflow-control.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Action, KratixPromise, Pipeline, ResourceRequest } from './promise-object.ts';
import type { WorkPlacement } from './work-placement.ts';

/** Error of an API server, with its HTTP status. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Objects of an API server, by the paths of its API. */
export interface Objects {
  /** Returns undefined if the object does not exist. */
  find<T = KubernetesObject>(path: string): Promise<T | undefined>;
  list<T = KubernetesObject>(path: string): Promise<readonly T[]>;
  /** Creates an object in the collection at a path. */
  create(path: string, body: object): Promise<KubernetesObject>;
  /** Applies a JSON merge patch: null removes a field. */
  merge(path: string, body: object): Promise<KubernetesObject>;
  /** Replaces an object. @throws Refused with 409 if the object has changed since it was read */
  replace(path: string, body: object): Promise<KubernetesObject>;
  /** Deletes an object if it exists. */
  remove(path: string): Promise<void>;
}

/** One run of a pipeline for a request. */
export interface PipelineRun {
  readonly promise: KratixPromise;
  readonly action: Action;
  readonly pipeline: Pipeline;
  readonly request: ResourceRequest;
  /** Unique among the runs of a request. */
  readonly number: number;
}

/** Files that a run left in its volumes. */
export interface Collected {
  /** Files below `/kratix/output`, by path. */
  readonly output: ReadonlyMap<string, string>;
  readonly status: Status;
  readonly control: Partial<WorkflowControl>;
}

/** Runs pipelines. */
export interface PipelineRunner {
  /**
   * Returns undefined if the run failed.
   * @throws Error if its files cannot be read
   */
  run(run: PipelineRun): Promise<Collected | undefined>;
}

/** State stores behind Destinations. */
export interface StateStores {
  /** Returns the name of the Destination that a Promise selects. */
  destinationOf(promise: KratixPromise): Promise<string>;
  /** Replaces the files of a work placement. Returns the commit, or undefined if nothing changed. */
  write(
    workPlacement: WorkPlacement,
    options: { readonly destination: string; readonly files: ReadonlyMap<string, string> },
  ): Promise<string | undefined>;
}

/** Time, which a test may set. */
export interface Clock {
  /** Returns milliseconds since 1970. */
  now(): number;
  /** Calls a function once after some milliseconds. Returns a function that cancels the call. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Systems that the stand-in for Kratix runs on. */
export interface BackEnd {
  /** Objects as Kratix's manager accesses them. */
  readonly objects: Objects;
  /** Returns the objects as the pod of a run accesses them: with its ServiceAccount, whose status it writes. */
  readonly objectsOf: (run: PipelineRun) => Objects;
  readonly runner: PipelineRunner;
  readonly stateStores: StateStores;
  readonly clock: Clock;
  /** Receives each error; the stand-in tries again later. */
  readonly report: (subject: string, error: unknown) => void;
}
