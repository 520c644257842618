import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectFolder } from '../support/cases.ts';
import type { RuntimeSpec } from './support/container-spec.ts';
import { outputOf } from './support/run-program.ts';
import { type Containerd, startContainerd } from './support/start-containerd.ts';

/** Fixtures of the tests. */
export interface ImageUnderTest {
  /** Archive of the base image, as the value of `BASE=`. */
  readonly base: string;
  /** Name of the image with its tag. */
  readonly name: string;
  /** OCI archive of the image. */
  readonly archive: string;
  /** Root file system of the image as containerd mounted it, writable. */
  readonly rootfs: string;
  /** Runtime configuration that containerd derives from the image, with its default seccomp profile. */
  readonly spec: RuntimeSpec;
  /** Environment that gives buildah a separate store. */
  readonly builder: Readonly<Record<string, string>>;
  /** Folder for files of the tests, removed at the end. */
  readonly work: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    image: ImageUnderTest;
  }
}

/**
 * Builds the base and the image, and imports the image into a containerd that runs as long as the tests. If
 * install-tools.sh found that this machine cannot run the tests, provides nothing, and the tests are skipped.
 */
export default async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  if (process.env['IMAGE_SKIP']) return undefined;
  const work = mkdtempSync(join(tmpdir(), 'infraforge-image-'));
  let containerd: Containerd | undefined;
  // not awaited, because it also runs last after a Ctrl-C
  const teardown = (): void => {
    containerd?.kill();
    for (const mount of mountsBelow(work)) spawnSync('umount', [mount]);
    rmSync(work, { recursive: true, force: true, maxRetries: 20 });
  };
  process.once('exit', teardown);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  // other users read the folders of the tests
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

/** Returns the mount points below a folder, the last first. */
function mountsBelow(folder: string): string[] {
  const targets = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return targets.filter((target) => target.startsWith(`${folder}/`)).toReversed();
}

/** Returns the environment of a buildah with a separate store, so that no image of the user changes. */
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
