import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectFolder } from '../support/cases.ts';
import type { RuntimeSpec } from './support/container-spec.ts';
import { outputOf } from './support/run-program.ts';
import { type Containerd, startContainerd } from './support/start-containerd.ts';

/** What the tests are given. */
export interface ImageUnderTest {
  /** Archive of the base, as `BASE=` takes it. */
  readonly base: string;
  /** The image's name with its tag. */
  readonly name: string;
  /** OCI archive of the image. */
  readonly archive: string;
  /** The image as containerd unpacked and mounted it, writable as under every container. */
  readonly rootfs: string;
  /** What containerd makes of the image's configuration, its default seccomp profile with it. */
  readonly spec: RuntimeSpec;
  /** Environment in which buildah has a store of its own. */
  readonly builder: Readonly<Record<string, string>>;
  /** Folder for what the tests make; gone at the end. */
  readonly work: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    image: ImageUnderTest;
  }
}

/**
 * Builds the base and the image, and gives the image to a containerd that lives as long as the tests. Where
 * install-tools.sh found that this machine cannot run them, nothing is given to them, and they are skipped.
 */
export default async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  if (process.env['IMAGE_SKIP']) return undefined;
  const work = mkdtempSync(join(tmpdir(), 'infraforge-image-'));
  let containerd: Containerd | undefined;
  // not to be waited for, because it is also what happens last after a Ctrl-C
  const teardown = (): void => {
    containerd?.kill();
    for (const mount of mountsBelow(work)) spawnSync('umount', [mount]);
    rmSync(work, { recursive: true, force: true, maxRetries: 20 });
  };
  process.once('exit', teardown);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  // the tests' own folders go the same way; other users look into them
  process.env['TMPDIR'] = work;
  chmodSync(work, 0o755);

  const builder = builderIn(work);
  const base = (await script('test/image/test-base/build.sh')).replace('BASE=', '');
  const archive = join(work, 'image.tar');
  const name = await script('pipelines/build/build-image.sh', { ...builder, BASE: base, ARCHIVE: archive });
  const rootfs = join(work, 'rootfs');
  mkdirSync(rootfs);
  containerd = startContainerd(join(work, 'containerd'));
  const { ctr } = containerd;
  await containerd.ready();
  await ctr('images', 'import', archive);
  await ctr('images', 'mount', '--rw', name, rootfs);
  await ctr('containers', 'create', '--seccomp', name, 'spec');
  const { Spec: spec } = JSON.parse(await ctr('containers', 'info', 'spec')) as { Spec: RuntimeSpec };
  provide('image', { base, name, archive, rootfs, spec, builder, work });
  return teardown;
}

/** What is mounted below a folder, the last first. */
function mountsBelow(folder: string): string[] {
  const targets = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return targets.filter((target) => target.startsWith(`${folder}/`)).toReversed();
}

/** buildah with a store of its own, so that nobody's images change. */
function builderIn(work: string): Record<string, string> {
  const config = join(work, 'storage.conf');
  writeFileSync(
    config,
    `[storage]\ndriver = "vfs"\ngraphroot = "${work}/storage"\nrunroot = "${work}/run"\n`,
  );
  return { BUILDER: 'buildah', BUILDAH_ISOLATION: 'chroot', CONTAINERS_STORAGE_CONF: config };
}

function script(path: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  return outputOf(join(projectFolder, path), { args: [], env });
}
