import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { projectFolder } from '../support/cases.ts';
import { readTree } from '../support/read-tree.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { listLayer, readImage, readPlatforms } from './support/read-archive.ts';
import { type ProgramResult, runProgram } from './support/run-program.ts';

const image = inject('image');
const megabyte = 1_000_000;

/** Returns the layers that the image adds to its base. */
async function ownLayers() {
  const [{ layers }, base] = await Promise.all([
    readImage(image.archive),
    readImage(image.base.replace('oci-archive:', '')),
  ]);
  expect(layers.slice(0, base.layers.length).map(({ diffId }) => diffId)).toEqual(
    base.layers.map(({ diffId }) => diffId),
  );
  return { all: layers, own: layers.slice(base.layers.length) };
}

/** Builds the image of a project's folder on an empty base. */
function build(options: { folder?: string; env?: NodeJS.ProcessEnv } = {}): Promise<ProgramResult> {
  const { folder = projectFolder, env = {} } = options;
  return runProgram(join(folder, 'pipelines/build/build-image.sh'), {
    args: [],
    env: { ...image.builder, BASE: 'scratch', ...env },
  });
}

/** Copies the files that the script needs into a folder of their own. */
function projectCopy(): string {
  const folder = temporaryFolder();
  for (const path of ['pipelines', 'dist', 'promises/application-claim/generated']) {
    cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
  }
  return folder;
}

/** Returns a PATH with a docker that answers as given. */
function withDocker(answer: string): string {
  const bin = temporaryFolder();
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${answer}\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  return `${bin}:${process.env['PATH']}`;
}

describe.skipIf(!image)('the image', () => {
  it('adds at most 6 MB to its base', async () => {
    const { all, own } = await ownLayers();
    const sum = (layers: typeof all): number =>
      layers.reduce((total, { size }) => total + size, 0) / megabyte;
    process.stdout.write(
      `image: ${sum(own).toFixed(2)} MB of our own, ${sum(all).toFixed(1)} MB in all, compressed\n`,
    );
    expect(sum(own)).toBeLessThanOrEqual(6);
    expect(sum(own)).toBeGreaterThan(0.1);
  });

  it('contains the program, its chunks, the charts and the licences, readable by every user', async () => {
    const { own } = await ownLayers();
    const lines = (await Promise.all(own.map((layer) => listLayer(image.archive, layer)))).flat();
    for (const line of lines) expect(line).toMatch(/^(-rw-r--r--|drwxr-xr-x) 0\/0 +\d+ 1970-01-01 /);
    const files = lines.filter((line) => line.startsWith('-')).map((line) => line.split(' ').at(-1)!);
    const built = Object.keys(readTree(join(projectFolder, 'dist'))).filter(
      (path) => !/^(infraforge|image|packages|backstage)/.test(path),
    );
    expect(files.toSorted()).toEqual(built.map((path) => `infraforge/${path}`).toSorted());
  });

  it('names its user by number and its program by path', async () => {
    const { config } = await readImage(image.archive);
    expect(config).toMatchObject({
      User: '65532:65532',
      Entrypoint: expect.arrayContaining(['node', '/infraforge/configure.mjs']),
    });
  });
});

describe.skipIf(!image)('build-image.sh', () => {
  it('gives equal content the same name and digest', async () => {
    const archive = join(image.work, 'again.tar');
    const { stdout } = await build({ env: { BASE: image.base, ARCHIVE: archive } });
    expect(stdout.trim()).toBe(image.name);
    expect((await readImage(archive)).digest).toBe((await readImage(image.archive)).digest);
  });

  it('gives other content or another base another name', async () => {
    const folder = projectCopy();
    writeFileSync(join(folder, 'dist/charts/charts.json'), '{}');
    const names = await Promise.all([build(), build({ folder }), Promise.resolve({ stdout: image.name })]);
    expect(new Set(names.map(({ stdout }) => stdout.trim())).size).toBe(3);
  });

  it('adds a requested tag', async () => {
    const { stdout } = await build({ env: { IMAGE: 'localhost:5000/team/infraforge:1.2.3' } });
    expect(stdout).toMatch(
      /^localhost:5000\/team\/infraforge:[a-f0-9]{12}\nlocalhost:5000\/team\/infraforge:1\.2\.3\n$/,
    );
  });

  it('builds for another platform', async () => {
    const archive = join(image.work, 'platforms.tar');
    const env = { PLATFORMS: 'linux/amd64,linux/arm64', ARCHIVE: archive };
    // replaces an image of that name, and a list of that name
    for (const next of [{}, env, env]) expect(await build({ env: next })).toMatchObject({ status: 0 });
    expect((await readPlatforms(archive)).toSorted()).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it('ignores a docker without its engine', async () => {
    const PATH = withDocker('exit 1');
    const { status, stderr } = await build({ env: { BUILDER: '', PATH } });
    expect(stderr).toMatch(/ with (podman|buildah)$/m);
    expect(status).toBe(0);
  });

  it('reports what is missing in one line', async () => {
    const withoutBuildx = { BUILDER: 'docker', PATH: withDocker('[ "$1" = info ]') };
    const { stderr } = await build({ env: { ...withoutBuildx, PLATFORMS: 'linux/amd64,linux/arm64' } });
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'build-image.sh: docker builds several platforms only with buildx: install it, or use BUILDER=podman or BUILDER=buildah',
    );
    const bin = temporaryFolder();
    for (const tool of ['bash', 'dirname', 'env']) symlinkSync(join('/usr/bin', tool), join(bin, tool));
    expect(await build({ env: { BUILDER: '', PATH: bin } })).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'build-image.sh: a working docker, podman or buildah is missing (Debian: apt-get install buildah)\n',
    });
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'dist'));
    cpSync(join(projectFolder, 'pipelines'), join(folder, 'pipelines'), { recursive: true });
    expect(await build({ folder })).toMatchObject({
      status: 1,
      stderr: 'build-image.sh: dist/ is not built: run make build first\n',
    });
  });
});
