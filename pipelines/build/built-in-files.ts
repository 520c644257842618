import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Files of `promises/` that the command reads: charts, their lock, examples and derived objects. */
const promiseFiles =
  /^charts\.lock$|^[^/]+\/(?:chart\/(?!ci\/).+|cases\/example\/input\.yaml|generated\/[^/]+\.yaml)$/;

/**
 * Reads the files that are built into the command, by path: `charts/`, `platform/`, `promises/` and `templates/`.
 *
 * @param root the project's folder
 * @param charts folder of the carried charts
 */
export async function readBuiltInFiles(root: string, charts: string): Promise<Map<string, Uint8Array>> {
  const templates = join(root, 'pipelines', 'cli', 'commands', 'new-promise', 'templates');
  return new Map([
    ...(await readBelow(charts, { prefix: 'charts' })),
    ...(await readBelow(join(root, 'kind', 'platform'), { prefix: 'platform' })),
    ...(await readBelow(join(root, 'promises'), { prefix: 'promises', pattern: promiseFiles })),
    ...(await readBelow(templates, { prefix: 'templates' })),
  ]);
}

async function readBelow(
  folder: string,
  { prefix, pattern = /./ }: { prefix: string; pattern?: RegExp },
): Promise<[string, Uint8Array][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const paths = files.filter((path) => pattern.test(path.replaceAll(sep, '/'))).sort();
  return Promise.all(
    paths.map(
      async (path): Promise<[string, Uint8Array]> => [
        `${prefix}/${path.replaceAll(sep, '/')}`,
        await readFile(join(folder, path)),
      ],
    ),
  );
}
