import { isDigest } from '../../shared/chart-files/digest.ts';
import { mergeRefusals, problem, RequestError, UnavailableError } from '../../shared/errors.ts';
import type { Value } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import type { Assignment } from '../../shared/release/assignments.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import {
  type ImageReference,
  type ImageSource,
  normalizeRegistry,
  splitRepository,
} from '../../shared/release/image-source.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release, WantedImage } from '../../shared/release/release.ts';
import type { Steps } from '../../shared/release/value-access.ts';
import { withoutTrailingSlashes } from '../../shared/without-trailing-slashes.ts';

/** Context in which the images of a request are looked up. */
export interface ImageContext {
  readonly platform: Platform;
  /** Source of digests; absent for a run that asks no registry. */
  readonly source?: ImageSource | undefined;
  /** Releases of the last delivery. */
  readonly delivered: readonly DeliveredRelease[];
}

/** Releases with the digests of their images. */
export interface PinnedReleases {
  readonly releases: readonly Release[];
  /** Registry that did not answer. The run fails with it, unless something else is wrong with the request. */
  readonly outage?: UnavailableError;
}

/**
 * Looks up the digests of the images that want one. The digest of a delivered tag stays, so that only a change of the
 * request changes what runs, and a registry that is down does not stop other changes. A lookup that is refused becomes the
 * refusal of its release.
 */
export async function pinImages(
  releases: readonly Release[],
  { source, ...others }: ImageContext,
): Promise<PinnedReleases> {
  const context = { ...others, source: source && askOnce(source) };
  const outages: UnavailableError[] = [];
  const pinned = await Promise.all(
    releases.map(async (release) => {
      const { images = [] } = release;
      if (images.length === 0) return release;
      const found = await Promise.allSettled(images.map((image) => findDigest(image, release, context)));
      const failures = found.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      outages.push(...failures.filter((error) => error instanceof UnavailableError));
      const digests = found.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      const pinned = withDigests(release, digests);
      const isIncomplete = context.source === undefined && digests.includes(undefined);
      return failures.reduce<Release>(withFailure, isIncomplete ? withWarning(pinned) : pinned);
    }),
  );
  return { releases: pinned, ...(outages[0] && { outage: outages[0] }) };
}

/** Returns a source that asks once for each image: containers with one image run the same one, even if its tag moves. */
function askOnce(source: ImageSource): ImageSource {
  const answers = new Map<string, Promise<string>>();
  return {
    resolveDigest(image) {
      const key = `${image.registry}/${image.repository}:${image.tag}`;
      const answer = answers.get(key) ?? source.resolveDigest(image);
      answers.set(key, answer);
      return answer;
    },
  };
}

/** Returns the digest of an image; undefined in a run that asks no registry. */
async function findDigest(
  image: WantedImage,
  { name }: Release,
  { platform, source, delivered }: ImageContext,
): Promise<string | undefined> {
  const known = deliveredDigest(image, delivered.find((release) => release.name === name)?.resolvedImages);
  if (known !== undefined) return known;
  const reference = findReference(image, platform);
  try {
    return await source?.resolveDigest(reference);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ message }) => problem(image.path, message));
    throw new RequestError(error.reason, problems, { cause: error });
  }
}

/** Returns the digest that a former run looked up; undefined for another image, and for a digest of the request. */
function deliveredDigest(image: WantedImage, resolved: readonly string[] = []): string | undefined {
  const prefix = `${imageName(image)}@`;
  const digest = resolved.find((one) => one.startsWith(prefix))?.slice(prefix.length);
  return isDigest(digest) ? digest : undefined;
}

function imageName({ repository, tag }: WantedImage): string {
  return `${repository}:${tag}`;
}

/**
 * Returns the reference of an image.
 *
 * @throws RequestError `NotAllowed` for a registry that the platform does not list: requests must not choose hosts that
 *   the container connects to
 */
function findReference({ repository: name, tag, path }: WantedImage, platform: Platform): ImageReference {
  const { registry, repository } = splitRepository(name);
  const charts = registryOf(platform.chartsRepository.url.replace(/^oci:\/\//, ''));
  const own = platform.imageRegistry === undefined ? [] : [registryOf(platform.imageRegistry)];
  const allowed = platform.imageDigests?.registries?.map(normalizeRegistry) ?? [...new Set([...own, charts])];
  if (allowed.includes(registry)) {
    const plainHTTP = registry === charts && platform.chartsRepository.plainHTTP;
    return { registry, repository, tag, ...(plainHTTP && { plainHTTP }) };
  }
  const message = `Digests of images in "${registry}" are not looked up; set image.digest or image.resolve: false, or ask the platform team to list it in BootstrapClaim spec.imageDigests.registries; listed: ${allowed.join(', ')}`;
  throw new RequestError('NotAllowed', [problem(path, message)]);
}

/** Returns the registry of a path in it. */
function registryOf(path: string): string {
  return splitRepository(`${withoutTrailingSlashes(path)}/image`).registry;
}

/** Adds the digests of the images of a release to its values and facts, in the order of the images. */
function withDigests(release: Release, digests: readonly (string | undefined)[]): Release {
  const { images = [], fields, facts } = release;
  const pins = images.flatMap((image, index) => {
    const digest = digests[index];
    return digest === undefined ? [] : [{ image, digest }];
  });
  if (pins.length === 0) return release;
  const resolvedImages = [...new Set(pins.map(({ image, digest }) => `${imageName(image)}@${digest}`))];
  return {
    ...release,
    fields: (...layers) => pins.reduce<readonly Assignment[]>(addDigest, fields(...layers)),
    facts: (merged) => ({ ...facts(merged), resolvedImages }),
  };
}

/** Adds the digest of an image to the values that fields set. */
function addDigest(
  assignments: readonly Assignment[],
  { image: { steps }, digest }: { readonly image: WantedImage; readonly digest: string },
): readonly Assignment[] {
  const [root = '', ...below] = steps;
  if (below.length === 0)
    return [...assignments, { field: 'image', path: `${root}.digest`, value: digest, implied: true }];
  // The fields set a list as one value.
  return assignments.map((assignment) =>
    assignment.path === root && assignment.value !== undefined
      ? { ...assignment, value: withDigestAt(assignment.value, below, digest) }
      : assignment,
  );
}

function withDigestAt(value: Value, [step, ...below]: Steps, digest: string): Value {
  if (Array.isArray(value)) {
    return value.map((item: Value, index) => (index === step ? withDigestAt(item, below, digest) : item));
  }
  if (!isMap(value)) return value;
  if (step === undefined) return { ...value, digest };
  return { ...value, [step]: withDigestAt(value[step] ?? {}, below, digest) };
}

function withWarning(release: Release): Release {
  const warning = `${release.path}: This run asks no registry, so that digests of images are unknown; the container looks them up`;
  return { ...release, warnings: [...release.warnings, warning] };
}

function withFailure(release: Release, error: unknown): Release {
  if (error instanceof UnavailableError) return release;
  if (!(error instanceof RequestError)) throw error;
  return withRefusal(release, error);
}

function withRefusal(release: Release, error: RequestError): Release {
  const { refusal } = release;
  return { ...release, refusal: refusal === undefined ? error : mergeRefusals(refusal, error) };
}
