import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Authority } from '../cluster/certificates.ts';
import { run } from '../cluster/processes.ts';
import { cgiAnswer } from './cgi-answer.ts';

/** A repository that whoever has the credentials reads and writes over HTTPS. */
export interface GitRepository {
  /** With the credentials. */
  readonly url: string;
  /** Without them: as it stands in Applications. */
  readonly publicURL: string;
  readonly username: string;
  readonly password: string;
  /** Path of the certificate of the authority that its server's certificate is from. */
  readonly authority: string;
  readonly branch: string;
  /** Path of the bare repository itself. */
  readonly folder: string;
}

export interface GitServerOptions {
  readonly folder: string;
  readonly authority: Authority;
  /** Path of the repository on the server: `infraforge/voltran.git`. */
  readonly repository: string;
  /** Called after each push. */
  readonly pushed?: (repository: { readonly publicURL: string; readonly branch: string }) => void;
}

const port = 3443;
const account = { username: 'infraforge', password: 'canary-git-7f3a' };
const branch = 'main';

/**
 * A Git server with one repository, over HTTPS, that answers nobody without credentials: Git's own `http-backend`
 * behind Node's server (Git documentation, "git-http-backend"). The repository has one commit, without which Kratix
 * does not write to it.
 */
export async function startGitServer(options: GitServerOptions): Promise<GitRepository> {
  const { folder, authority, repository, pushed } = options;
  const bare = join(folder, repository);
  const publicURL = `https://localhost:${port}/${repository}`;
  await makeRepository(bare);
  const { certificate, key } = await authority.issue({
    name: 'git',
    subject: '/CN=localhost',
    names: ['DNS:localhost'],
  });
  const server = createServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    (request, response) => {
      if (isKnown(request)) serve(request, { response, folder });
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    },
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  server.on('request', (request, response) => {
    const tell = (): void => {
      if (response.statusCode === 200) pushed?.({ publicURL, branch });
    };
    if (isPush(request)) response.on('finish', tell);
  });
  // the server lasts as long as the process does, and no longer
  server.unref();
  const url = publicURL.replace('//', `//${account.username}:${account.password}@`);
  return { url, publicURL, ...account, authority: authority.certificate, branch, folder: bare };
}

async function makeRepository(bare: string): Promise<void> {
  await run('git', ['init', '--quiet', '--bare', `--initial-branch=${branch}`, bare]);
  await run('git', ['-C', bare, 'config', 'http.receivepack', 'true']);
  const nobody = { GIT_AUTHOR_NAME: 'e2e', GIT_AUTHOR_EMAIL: 'e2e@localhost' };
  const env = { ...nobody, GIT_COMMITTER_NAME: 'e2e', GIT_COMMITTER_EMAIL: 'e2e@localhost' };
  const tree = (await run('git', ['-C', bare, 'hash-object', '-t', 'tree', '-w', '/dev/null'])).trim();
  const commit = await run('git', ['-C', bare, 'commit-tree', tree, '-m', 'Start'], { env });
  await run('git', ['-C', bare, 'update-ref', `refs/heads/${branch}`, commit.trim()]);
}

function isPush({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url.endsWith('/git-receive-pack');
}

function isKnown({ headers }: IncomingMessage): boolean {
  const expected = Buffer.from(`${account.username}:${account.password}`).toString('base64');
  return headers.authorization === `Basic ${expected}`;
}

function serve(
  request: IncomingMessage,
  { response, folder }: { response: ServerResponse; folder: string },
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: account.username,
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  cgiAnswer(backend.stdout, response).catch((error: Error) => response.destroy(error));
}
