import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Files of `promises/` that the command reads: charts, their lock, examples and derived objects. */
const ofPromises =
  /^charts\.lock$|^[^/]+\/(?:chart\/(?!ci\/).+|cases\/example\/input\.yaml|generated\/[^/]+\.yaml)$/;

/**
 * Reads the files that are built into the command, by path: `charts/`, `platform/`, `promises/` and
 * `templates/`.
 *
 * @param root the project's folder
 * @param charts folder of the carried charts
 */
export async function readBuiltInFiles(root: string, charts: string): Promise<Map<string, Uint8Array>> {
  const templates = join(root, 'pipelines', 'cli', 'commands', 'new-promise', 'templates');
  return new Map([
    ...(await readBelow(charts, { to: 'charts' })),
    ...(await readBelow(join(root, 'kind', 'platform'), { to: 'platform' })),
    ...(await readBelow(join(root, 'promises'), { to: 'promises', wanted: ofPromises })),
    ...(await readBelow(templates, { to: 'templates' })),
  ]);
}

async function readBelow(
  folder: string,
  { to, wanted = /./ }: { to: string; wanted?: RegExp },
): Promise<[string, Uint8Array][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const paths = files.filter((path) => wanted.test(path.replaceAll(sep, '/'))).sort();
  return Promise.all(
    paths.map(
      async (path): Promise<[string, Uint8Array]> => [
        `${to}/${path.replaceAll(sep, '/')}`,
        await readFile(join(folder, path)),
      ],
    ),
  );
}
