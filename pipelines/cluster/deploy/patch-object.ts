import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kubectl } from '../kubectl.ts';
import { contentOf, type Stored } from './apply-objects.ts';
import type { Change } from './step.ts';

/** Somebody else's object, of which a few fields are ours. */
export interface ObjectPlace {
  /** `deployment`, `configmap` or `secret` */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Sets a few fields of somebody else's object, by a strategic merge patch. Not by a server-side apply: where the
 * object came from a client-side one, kubectl would make its fields ours, and take away those that we do not say.
 *
 * @returns undefined where there is no such object
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
    // kubectl reads no patch from its standard input, and on a command line everybody could read it
    const file = join(folder, 'patch.json');
    await writeFile(file, JSON.stringify(patch), { mode: 0o600 });
    const flags = ['--type=strategic', `--patch-file=${file}`, '--output=json'];
    const after = JSON.parse(await kubectl.run(['patch', ...place, ...flags])) as Stored;
    return contentOf(after) === contentOf(before) ? 'unchanged' : 'changed';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
