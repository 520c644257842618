import { describe, expect, it } from 'vitest';
import { problem, RequestError, UnavailableError } from '../../shared/errors.ts';
import { assignedValues } from '../../shared/release/assignments.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import type { ImageReference, ImageSource } from '../../shared/release/image-source.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import { pinImages } from './pin-images.ts';

const [first, second] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const path = 'spec.applications[0].image.tag';
const wanting = (repository: string, more: Partial<Release> = {}) =>
  releaseWith({ images: [{ path, repository, tag: 'v1', steps: ['image'] }], ...more });
const digestOf = ({ fields }: Release) => assignedValues(fields({}))['image'];

/** Returns a source that answers with one digest or fails, and records what it is asked. */
function recordingSource(answer: string | Error) {
  const asked: ImageReference[] = [];
  const source: ImageSource = {
    async resolveDigest(image) {
      asked.push(image);
      if (typeof answer !== 'string') throw answer;
      return answer;
    },
  };
  return { asked, source };
}

async function pin(
  releases: readonly Release[],
  {
    answer = first,
    delivered = [],
    ...platform
  }: { answer?: string | Error; delivered?: object[] } & Partial<Platform> = {},
) {
  const { asked, source } = recordingSource(answer);
  const pinned = await pinImages(releases, {
    platform: platformWith(platform),
    source,
    delivered: delivered as DeliveredRelease[],
  });
  return { ...pinned, asked };
}

const listed = {
  imageDigests: { always: false, registries: ['ghcr.io', 'docker.io', 'r.example.com:5000'] },
};

describe('pinImages()', () => {
  it.each([
    ['ghcr.io/acme/web', { registry: 'ghcr.io', repository: 'acme/web' }],
    ['GHCR.io/acme/web', { registry: 'ghcr.io', repository: 'acme/web' }],
    ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
    ['acme/web', { registry: 'docker.io', repository: 'acme/web' }],
    ['index.docker.io/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
    ['r.example.com:5000/web', { registry: 'r.example.com:5000', repository: 'web' }],
  ])('asks for %s as a container runtime does', async (repository, reference) => {
    const { releases, asked } = await pin([wanting(repository)], listed);
    expect(asked).toEqual([{ ...reference, tag: 'v1' }]);
    expect(digestOf(releases[0]!)).toEqual({ digest: first });
  });

  it('asks nothing for a release that wants no digest', async () => {
    const { releases, asked } = await pin([releaseWith({})], listed);
    expect(asked).toEqual([]);
    expect(digestOf(releases[0]!)).toBeUndefined();
  });

  it('keeps the digest of a delivered tag, and asks for another tag or repository', async () => {
    const { name } = releaseWith({});
    const delivered = (image: string) => ({ ...listed, delivered: [{ name, resolvedImages: [image] }] });
    const kept = await pin([wanting('ghcr.io/acme/web')], delivered(`ghcr.io/acme/web:v1@${second}`));
    expect(kept.asked).toEqual([]);
    expect(digestOf(kept.releases[0]!)).toEqual({ digest: second });
    for (const image of [
      `ghcr.io/acme/web:v0@${second}`,
      `ghcr.io/acme/web2:v1@${second}`,
      'ghcr.io/acme/web:v1',
      'ghcr.io/acme/web:v1@sha256:no',
    ]) {
      const { asked, releases } = await pin([wanting('ghcr.io/acme/web')], delivered(image));
      expect(asked).toHaveLength(1);
      expect(digestOf(releases[0]!)).toEqual({ digest: first });
    }
  });

  it('records the digests that later runs keep, but not the digest of a request', async () => {
    const { name } = releaseWith({});
    const image = `ghcr.io/acme/web:v1@${second}`;
    const { releases, asked } = await pin([wanting('ghcr.io/acme/web')], {
      ...listed,
      delivered: [{ name, image }],
    });
    expect(asked).toHaveLength(1);
    expect(releases[0]?.facts({})).toEqual({ resolvedImages: [`ghcr.io/acme/web:v1@${first}`] });
  });

  it('asks once for an image of several containers', async () => {
    const images = [['image'], ['jobs', 0, 'image']].map((steps) => ({
      path,
      repository: 'ghcr.io/acme/web',
      tag: 'v1',
      steps,
    }));
    const { asked } = await pin([releaseWith({ images }), wanting('ghcr.io/acme/web')], listed);
    expect(asked).toHaveLength(1);
  });

  it('adds digests to the images of further containers', async () => {
    const images = ['proxy', 'web'].map((app, index) => ({
      path: `spec.applications[0].sidecars[${index}].image.tag`,
      repository: `ghcr.io/acme/${app}`,
      tag: 'v1',
      steps: ['sidecars', index, 'image'],
    }));
    const sidecars = [{ name: 'proxy', image: { tag: 'v1' } }, { name: 'web' }];
    const fields = () => [{ field: 'sidecars', path: 'sidecars', value: sidecars, implied: false }];
    const { releases } = await pin([releaseWith({ images, fields })], listed);
    expect(assignedValues(releases[0]!.fields({}))['sidecars']).toEqual([
      { name: 'proxy', image: { tag: 'v1', digest: first } },
      { name: 'web', image: { digest: first } },
    ]);
    expect(sidecars[0]?.image).toEqual({ tag: 'v1' });
  });

  it('asks the registries of the charts and of the images by default, and without TLS only that of the charts', async () => {
    const chartsRepository = { ...platformWith({}).chartsRepository, url: 'oci://r.example.com:5000/charts' };
    const own = {
      imageRegistry: 'ghcr.io/acme',
      chartsRepository: { ...chartsRepository, plainHTTP: true },
    };
    const { asked } = await pin([wanting('r.example.com:5000/web'), wanting('ghcr.io/acme/web')], own);
    expect(asked.map(({ plainHTTP }) => plainHTTP)).toEqual([true, undefined]);
  });

  it.each(['evil.example.com/web', '169.254.169.254/latest/meta-data', 'localhost/web', '127.0.0.1:22/x'])(
    'never connects to %s, which the platform does not list',
    async (repository) => {
      const { releases, asked } = await pin([wanting(repository)], listed);
      expect(asked).toEqual([]);
      expect(releases[0]?.refusal).toMatchObject({
        reason: 'NotAllowed',
        problems: [{ path, message: expect.stringContaining('listed: ghcr.io, docker.io') }],
      });
    },
  );

  it('reports a refusal of the registry at the tag, in addition to the refusal of the release', async () => {
    const answer = new RequestError('ImageNotFound', [problem('', 'does not exist')]);
    const before = new RequestError('InvalidRequest', [problem('spec.x', 'wrong')]);
    const { releases, outage } = await pin(
      [wanting('ghcr.io/acme/web'), wanting('ghcr.io/acme/web', { refusal: before })],
      { ...listed, answer },
    );
    expect(outage).toBeUndefined();
    expect(releases[0]?.refusal?.reason).toBe('ImageNotFound');
    expect(releases[1]?.refusal?.problems).toEqual([
      { path: 'spec.x', message: 'wrong' },
      { path, message: 'does not exist' },
    ]);
  });

  it('returns an outage, and throws a defect', async () => {
    const answer = new UnavailableError('RegistryUnavailable', 'down');
    expect((await pin([wanting('ghcr.io/acme/web')], { ...listed, answer })).outage).toBe(answer);
    await expect(
      pin([wanting('ghcr.io/acme/web')], { ...listed, answer: new TypeError('x') }),
    ).rejects.toThrow(TypeError);
  });

  it('warns in a run that asks no registry', async () => {
    const platform = platformWith(listed);
    const { releases } = await pinImages([wanting('ghcr.io/acme/web')], { platform, delivered: [] });
    expect(releases[0]?.warnings).toEqual([expect.stringContaining('asks no registry')]);
    expect(digestOf(releases[0]!)).toBeUndefined();
  });
});
