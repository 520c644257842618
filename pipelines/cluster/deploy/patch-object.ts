import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kubectl } from '../kubectl.ts';
import { contentOf, type Stored } from './apply-objects.ts';
import type { Change } from './step.ts';

/** Object of another owner, with a few fields of our own. */
export interface ObjectPlace {
  /** `deployment`, `configmap` or `secret` */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Sets a few fields of an object of another owner, with a strategic merge patch. After a client-side apply, a
 * server-side apply of kubectl would take over all fields and remove the others.
 *
 * @returns undefined if the object does not exist
 * @throws KubectlError
 */
export async function patchObject(
  kubectl: Kubectl,
  { resource, namespace, name }: ObjectPlace,
  patch: object,
): Promise<Change | undefined> {
  const place = [resource, name, `--namespace=${namespace}`];
  const before = await kubectl.find<Stored>(place);
  if (before === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'infraforge-patch-'));
  try {
    // kubectl reads no patch from standard input, and every process can read a command line
    const file = join(folder, 'patch.json');
    await writeFile(file, JSON.stringify(patch), { mode: 0o600 });
    const flags = ['--type=strategic', `--patch-file=${file}`, '--output=json'];
    const after = JSON.parse(await kubectl.run(['patch', ...place, ...flags])) as Stored;
    return contentOf(after) === contentOf(before) ? 'unchanged' : 'changed';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
