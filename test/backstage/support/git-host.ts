import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Git host on loopback. */
export interface GitHost {
  readonly url: string;
  readonly close: () => void;
}

interface Source {
  readonly folder: string;
  readonly ref: string;
  readonly path: string;
}

type Endpoint = readonly [RegExp, (source: Source) => Promise<Buffer | object>];

const endpoints: readonly Endpoint[] = [
  [
    /^\/api\/v1\/repos\/acme\/(?<name>[^/]+)\/git\/commits\/(?<ref>[^/]+)$/,
    async ({ folder, ref }) => ({ sha: (await git(folder, ['rev-parse', ref])).toString().trim() }),
  ],
  [
    /^\/api\/v1\/repos\/acme\/(?<name>[^/]+)\/archive\/(?<ref>[^/]+)\.tar\.gz$/,
    ({ folder, ref }) => git(folder, ['archive', '--format=tar.gz', '--prefix=repository/', ref]),
  ],
  [
    /^\/api\/v1\/repos\/acme\/(?<name>[^/]+)\/contents\/(?<path>.+)\?ref=(?<ref>[^/]+)$/,
    async ({ folder, ref, path }) => ({
      encoding: 'base64',
      content: (await git(folder, ['show', `${ref}:${path}`])).toString('base64'),
    }),
  ],
];

/**
 * Starts a host for local repositories with the endpoints of Gitea that Backstage reads (backend-defaults,
 * `GiteaUrlReader`).
 *
 * @param repositories folders by name; their owner is `acme`
 */
export async function startGitHost(repositories: Readonly<Record<string, string>>): Promise<GitHost> {
  const answer = async (url: string): Promise<Buffer | object | undefined> => {
    for (const [pattern, respond] of endpoints) {
      const { name = '', ref = '', path = '' } = pattern.exec(url)?.groups ?? {};
      const folder = repositories[name];
      if (folder !== undefined) return respond({ folder, ref, path });
    }
    return undefined;
  };
  const server = createServer(async ({ url = '' }, response) => {
    const found = await answer(url).catch(() => undefined);
    if (found === undefined) response.writeHead(404).end();
    else response.end(Buffer.isBuffer(found) ? found : JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function git(folder: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execute('git', [...args], { cwd: folder, encoding: 'buffer', maxBuffer: 2 ** 28 });
  return stdout;
}
