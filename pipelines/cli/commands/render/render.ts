import { join } from 'node:path';
import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { group, version } from '../../../../shared/api-version.ts';
import { collect, printProblem, problem, RequestError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { failedOutcome, type Outcome } from '../../../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../../../shared/kratix/write-outcome.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { compareByAge } from '../../../../shared/release/compare-by-age.ts';
import type { ExistingRequest } from '../../../../shared/release/existing-request.ts';
import type { Platform } from '../../../../shared/release/platform.ts';
import { printRequest } from '../../../../shared/release/request-reference.ts';
import { configure, type Edges } from '../../../configure/configure.ts';
import { existingObjects } from '../../../configure/existing-objects.ts';
import { filePlatform } from '../../../configure/file-platform.ts';
import { checkPlatforms, joinRequests } from '../../../configure/file-requests.ts';
import { toExistingRequest } from '../../../configure/to-existing-request.ts';
import { withFileErrors } from '../../file-error.ts';
import { deliverServices, isWaiting } from './deliver-services.ts';
import type { Source } from './read-sources.ts';
import { type FileRequest, type Identity, objectsIn, readRequests } from './request-files.ts';

/** Result of a request of a file. */
export interface Rendered {
  /** Name of the file. */
  readonly source: string;
  /** Position in a file with several objects, such as `Object 2`; absent if the file has only one. */
  readonly position?: string | undefined;
  readonly identity: Partial<Identity>;
  readonly outcome: Outcome;
  /** Folder with its output and metadata; absent if nothing was written. */
  readonly folder?: string;
}

/** Inputs of a render, and the folder for its results. */
export interface RenderOptions {
  /** Files with delivered BootstrapClaims. */
  readonly platforms: readonly Source[];
  /** Files with requests. */
  readonly files: readonly Source[];
  /** Folder for the results; undefined: nothing is written. */
  readonly out: string | undefined;
  readonly charts: Omit<Edges, 'requests'>;
}

/**
 * Renders every request of some files as the container would, one after another, each to its own folder
 * `<out>/<Kind>/<namespace>/<name>/{output,metadata}/`. The requests see each other as requests of one platform. Their
 * order is their age, unless they have timestamps. An application can bind to a service of any of them.
 *
 * @throws RequestError for an invalid BootstrapClaim in `platforms`: then nothing is rendered
 * @throws FileError if a result cannot be written
 */
export async function* render(options: RenderOptions): AsyncGenerator<Rendered> {
  const requests = readRequests(options.files, options.charts.platformNamespace);
  const run = await prepareRun(requests, options);
  for (const request of requests) {
    const { source, position, identity } = request;
    if (request.object === undefined) {
      yield { source, position, identity, outcome: failedOutcome(request.refusal) };
      continue;
    }
    const outcome = await run(request.identity);
    if (options.out === undefined) {
      yield { source, identity, outcome };
      continue;
    }
    const { kind, namespace, name } = request.identity;
    const folder = join(options.out, kind, namespace, name);
    const volumes = { input: '', output: join(folder, 'output'), metadata: join(folder, 'metadata') };
    await withFileErrors('write', `write to "${folder}"`, () => writeOutcome(volumes, outcome));
    yield { source, identity, outcome, folder };
  }
}

type Run = (identity: Identity) => Promise<Outcome>;

/**
 * Prepares what all requests share: the existing requests and the delivered platforms. A BootstrapClaim among the files
 * declares its platform if it passes its checks beside the older ones.
 */
async function prepareRun(requests: readonly FileRequest[], options: RenderOptions): Promise<Run> {
  const { platformNamespace } = options.charts;
  const objects = existingObjects(requests.flatMap(({ object }) => (object === undefined ? [] : [object])));
  const toExisting = (object: KubernetesObject): ExistingRequest =>
    toExistingRequest(object, platformNamespace);
  const byIdentity = new Map(objects.map((object) => [printRequest(toExisting(object)), object]));
  const delivered = new Map<string, Outcome>();
  const runBeside = (object: KubernetesObject, requests: readonly ExistingRequest[]): Promise<Outcome> =>
    outcomeOf(object, { ...options.charts, requests: { listRequests: async () => requests } });

  // the API server would reject an object of another version, so it owns no name
  const existing = objects.filter(({ apiVersion }) => apiVersion === `${group}/${version}`).map(toExisting);
  let known = joinRequests(readPlatforms(options.platforms, platformNamespace), existing);
  for (const claim of undeliveredClaims(existing)) {
    const outcome = await runBeside(byIdentity.get(printRequest(claim))!, known);
    if (outcome.outcome !== 'delivered') continue;
    delivered.set(printRequest(claim), outcome);
    known = withPlatform(known, claim, outcome.status['platform'] as Platform);
  }
  let withServices: Promise<readonly ExistingRequest[]> | undefined;
  return async (identity) => {
    const key = printRequest(identity);
    const outcome = delivered.get(key) ?? (await runBeside(byIdentity.get(key)!, known));
    if (!isWaiting(outcome)) return outcome;
    withServices ??= deliverServices(objects, known, { toExisting, run: runBeside });
    return runBeside(byIdentity.get(key)!, await withServices);
  };
}

function readPlatforms(files: readonly Source[], platformNamespace: string | undefined): ExistingRequest[] {
  const claims = collect((attempt) =>
    files.flatMap((file) => attempt(() => platformsOf(file, platformNamespace)) ?? []),
  );
  checkPlatforms(claims);
  return claims;
}

/** Returns the BootstrapClaims of a file; their problems name the file. */
function platformsOf(file: Source, platformNamespace: string | undefined): ExistingRequest[] {
  try {
    return objectsIn(file)
      .map(parseObject)
      .map((object) => filePlatform(object, platformNamespace));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(
      error.reason,
      error.problems.map(printProblem).map((text) => problem(file.name, text)),
    );
  }
}

/**
 * Returns the BootstrapClaims among the files without a delivered platform in their status, the oldest first. A claim
 * that is also given as a platform is an edit of it and replaces it.
 */
function undeliveredClaims(requests: readonly ExistingRequest[]): ExistingRequest[] {
  return requests
    .filter(({ kind, platform }) => kind === bootstrapClaim.kind && platform === undefined)
    .toSorted(compareByAge);
}

function withPlatform(
  requests: readonly ExistingRequest[],
  claim: ExistingRequest,
  platform: Platform,
): ExistingRequest[] {
  const identity = printRequest(claim);
  return requests.map((request) => (printRequest(request) === identity ? { ...request, platform } : request));
}

async function outcomeOf(object: KubernetesObject, edges: Edges): Promise<Outcome> {
  try {
    return await configure(object, edges);
  } catch (error) {
    return failedOutcome(error);
  }
}
