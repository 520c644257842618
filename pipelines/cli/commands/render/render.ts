import { join } from 'node:path';
import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { forEvery, printProblem, problem, RequestError } from '../../../../shared/errors.ts';
import { parseObject } from '../../../../shared/kratix/object.ts';
import { type Outcome, outcomeOf } from '../../../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../../../shared/kratix/write-outcome.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { group, version } from '../../../../shared/promise/define-promise.ts';
import { byAge } from '../../../../shared/release/by-age.ts';
import type { Platform } from '../../../../shared/release/platform.ts';
import type { ExistingRequest, Surroundings } from '../../../../shared/release/surroundings.ts';
import { configure, type Edges } from '../../../configure/configure.ts';
import { existingObjects } from '../../../configure/existing-objects.ts';
import { filePlatform } from '../../../configure/file-platform.ts';
import { checkPlatforms, identityOf, joinRequests } from '../../../configure/file-surroundings.ts';
import { summarise } from '../../../configure/summarise.ts';
import { type FileRequest, type Identity, readObjects, readRequestFiles } from './request-files.ts';

/** Where a request of a file came out. */
export interface Rendered {
  /** The file that it came from. */
  readonly source: string;
  readonly identity: Partial<Identity>;
  readonly outcome: Outcome;
  /** Folder with its output and metadata; absent where it has no name that could become one, or not its own. */
  readonly folder?: string;
}

/** What to render. */
export interface RenderOptions {
  /** Files with delivered BootstrapClaims. */
  readonly platforms: readonly string[];
  /** Files with requests. */
  readonly files: readonly string[];
  /** Folder for what comes of them. */
  readonly out: string;
  /** Where charts come from. */
  readonly charts: Omit<Edges, 'surroundings'>;
}

/**
 * Renders every request of some files as the container would, one after another, each to its own folder
 * `<out>/<Kind>/<namespace>/<name>/{output,metadata}/`. They see each other as requests of one platform, and their
 * order is their age where they have no timestamps.
 *
 * @throws RequestError where a file of `platforms` is no BootstrapClaim that passes its checks: then nothing is rendered
 * @throws Error where the disk does not take the files
 */
export async function* render(options: RenderOptions): AsyncGenerator<Rendered> {
  const requests = readRequestFiles(options.files);
  const run = await prepareRun(requests, options);
  for (const request of requests) {
    const { source, identity } = request;
    if (request.object === undefined) {
      yield { source, identity, outcome: outcomeOf(request.refusal) };
      continue;
    }
    const outcome = await run(request.identity);
    const { kind, namespace, name } = request.identity;
    const folder = join(options.out, kind, namespace, name);
    writeOutcome({ input: '', output: join(folder, 'output'), metadata: join(folder, 'metadata') }, outcome);
    yield { source, identity, outcome, folder };
  }
}

type Run = (identity: Identity) => Promise<Outcome>;

/**
 * Makes what all requests share, once: the requests that exist and the platforms that are delivered. A BootstrapClaim
 * among the files is delivered, and counts, where it passes its own checks beside the older ones.
 */
async function prepareRun(requests: readonly FileRequest[], options: RenderOptions): Promise<Run> {
  const objects = existingObjects(requests.flatMap(({ object }) => (object === undefined ? [] : [object])));
  const byIdentity = new Map(objects.map((object) => [identityOf(summarise(object)), object]));
  const delivered = new Map<string, Outcome>();
  const end = (object: KubernetesObject, surroundings: Surroundings): Promise<Outcome> =>
    endOf(object, { ...options.charts, surroundings: { readSurroundings: async () => surroundings } });

  // what the API server would not take does not exist, and competes with nobody
  const existing = objects.filter(({ apiVersion }) => apiVersion === `${group}/${version}`).map(summarise);
  let known = joinRequests(readPlatforms(options.platforms), existing);
  for (const claim of undeliveredClaims(existing)) {
    const outcome = await end(byIdentity.get(identityOf(claim))!, { requests: known });
    if (outcome.outcome !== 'delivered') continue;
    delivered.set(identityOf(claim), outcome);
    known = withPlatform(known, claim, outcome.status['platform'] as Platform);
  }
  const surroundings = { requests: known };
  return async (identity) =>
    delivered.get(identityOf(identity)) ?? end(byIdentity.get(identityOf(identity))!, surroundings);
}

function readPlatforms(files: readonly string[]): ExistingRequest[] {
  const claims = forEvery(files, (file) => {
    try {
      return readObjects(file).map(parseObject).map(filePlatform);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw new RequestError(
        error.reason,
        error.problems.map(printProblem).map((text) => problem(file, text)),
      );
    }
  }).flat();
  checkPlatforms(claims);
  return claims;
}

/**
 * BootstrapClaims among the files that do not say themselves what is delivered, the oldest first. One that is given as
 * a platform too is an edit of that one, and what it says now counts.
 */
function undeliveredClaims(requests: readonly ExistingRequest[]): ExistingRequest[] {
  return requests
    .filter(({ kind, platform }) => kind === bootstrapClaim.kind && platform === undefined)
    .toSorted(byAge);
}

function withPlatform(
  requests: readonly ExistingRequest[],
  claim: ExistingRequest,
  platform: Platform,
): ExistingRequest[] {
  const identity = identityOf(claim);
  return requests.map((request) => (identityOf(request) === identity ? { ...request, platform } : request));
}

async function endOf(object: KubernetesObject, edges: Edges): Promise<Outcome> {
  try {
    return await configure(object, edges);
  } catch (error) {
    return outcomeOf(error);
  }
}
