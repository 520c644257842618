import { isDigest } from '../../shared/chart-files/digest.ts';
import { mergeRefusals, problem, RequestError, UnavailableError } from '../../shared/errors.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import {
  type ImageReference,
  type ImageSource,
  normalizeRegistry,
  splitRepository,
} from '../../shared/release/image-source.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release, WantedImage } from '../../shared/release/release.ts';
import { withoutTrailingSlashes } from '../../shared/without-trailing-slashes.ts';

/** Surroundings of the images of a request. */
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
  context: ImageContext,
): Promise<PinnedReleases> {
  const outages: UnavailableError[] = [];
  const pinned = await Promise.all(
    releases.map(async (release) => {
      if (release.image === undefined) return release;
      try {
        return await pinImage(release, release.image, context);
      } catch (error) {
        if (error instanceof RequestError) return withRefusal(release, error);
        if (!(error instanceof UnavailableError)) throw error;
        outages.push(error);
        return release;
      }
    }),
  );
  return { releases: pinned, ...(outages[0] && { outage: outages[0] }) };
}

async function pinImage(
  release: Release,
  image: WantedImage,
  { platform, source, delivered }: ImageContext,
): Promise<Release> {
  const known = deliveredDigest(image, delivered.find(({ name }) => name === release.name)?.image);
  if (known !== undefined) return withDigest(release, known);
  const reference = findReference(image, platform);
  if (source === undefined) {
    const warning = `${release.path}.image: This run asks no registry, so that the digest is unknown; the container looks it up`;
    return { ...release, warnings: [...release.warnings, warning] };
  }
  try {
    return withDigest(release, await source.resolveDigest(reference));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ message }) => problem(image.path, message));
    throw new RequestError(error.reason, problems, { cause: error });
  }
}

/** Returns the digest with which a tag was delivered; undefined for another image. */
function deliveredDigest(
  { repository, tag }: WantedImage,
  delivered: string | undefined,
): string | undefined {
  const prefix = `${repository}:${tag}@`;
  const digest = delivered?.startsWith(prefix) ? delivered.slice(prefix.length) : undefined;
  return isDigest(digest) ? digest : undefined;
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
  const message = `Digests of images in "${registry}" are not looked up; set image.digest, or ask the platform team to list it in BootstrapClaim spec.imageDigests.registries; listed: ${allowed.join(', ')}`;
  throw new RequestError('NotAllowed', [problem(path, message)]);
}

/** Returns the registry of a path in it. */
function registryOf(path: string): string {
  return splitRepository(`${withoutTrailingSlashes(path)}/image`).registry;
}

function withDigest(release: Release, digest: string): Release {
  const { fields } = release;
  const assignment = { field: 'image', path: 'image.digest', value: digest, implied: true };
  return { ...release, fields: (...layers) => [...fields(...layers), assignment] };
}

function withRefusal(release: Release, error: RequestError): Release {
  const { refusal } = release;
  return { ...release, refusal: refusal === undefined ? error : mergeRefusals(refusal, error) };
}
