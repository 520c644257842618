import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Webhook. */
interface Hook {
  readonly id: number;
  readonly config: Readonly<Record<string, string>>;
}

/** The used part of Gitea's API over HTTPS, with its state. */
export interface FakeGitea {
  /** Passwords by user. */
  readonly users: Map<string, string>;
  /** Tokens by name. */
  readonly tokens: Map<string, string>;
  readonly organizations: Set<string>;
  readonly repositories: Set<string>;
  readonly hooks: Hook[];
  /** Runs the command line tool in the pod. */
  readonly exec: (args: readonly string[]) => string;
  /** Starts to listen with a certificate, and returns the port; later calls return the same port. */
  readonly listen: (certificate: { key: string; cert: string }) => Promise<number>;
  readonly close: () => void;
}

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

type Answer = readonly [status: number, body?: unknown];

type State = Pick<FakeGitea, 'users' | 'tokens' | 'organizations' | 'repositories' | 'hooks'>;

/** Creates an empty Gitea. */
export function createFakeGitea(): FakeGitea {
  const state: State = {
    users: new Map(),
    tokens: new Map(),
    organizations: new Set(),
    repositories: new Set(),
    hooks: [],
  };
  const routes = routesOf(state);
  const answer = ({ method, authorization, ...call }: Call & Sender): Answer => {
    if (!isKnown(state, authorization)) return [401, { message: 'unauthorized' }];
    const route = routes.find(([pattern]) => pattern.test(`${method} ${call.path}`));
    return route === undefined ? [404, { message: 'not found' }] : route[1](call);
  };
  let server: Server | undefined;
  const listen = async (certificate: { key: string; cert: string }): Promise<number> => {
    if (server === undefined) {
      server = createServer(certificate, async (request, response) => {
        const { method = '', url = '', headers } = request;
        const body = await text(request);
        const call = { path: url.replace(/^\/api\/v1/, ''), body: body === '' ? {} : JSON.parse(body) };
        const [status, sent] = answer({ ...call, method, authorization: headers.authorization ?? '' });
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(sent === undefined ? undefined : JSON.stringify(sent));
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    }
    return (server.address() as AddressInfo).port;
  };
  return { ...state, listen, exec: (args) => execute(state, args), close: () => server?.close() };
}

interface Sender {
  readonly method: string;
  readonly authorization: string;
}

function isKnown({ users, tokens }: State, authorization: string): boolean {
  const [scheme, value = ''] = authorization.split(' ');
  if (scheme === 'token') return [...tokens.values()].includes(value);
  const [user = '', password] = Buffer.from(value, 'base64').toString().split(':');
  return users.get(user) === password;
}

/** Runs the command line tool in the pod. */
function execute({ users, tokens }: State, args: readonly string[]): string {
  const flag = (name: string): string => args[args.indexOf(name) + 1] ?? '';
  if (args.includes('create')) {
    users.set(flag('--username'), 'a-random-password');
    return "generated random password is 'a-random-password'\n";
  }
  const token = '0123456789abcdef0123456789abcdef01234567';
  tokens.set(flag('--token-name'), token);
  return `a line of a log\n${token}\n`;
}

function routesOf({ users, tokens, organizations, repositories, hooks }: State) {
  let hookId = 0;
  const routes: readonly [RegExp, (call: Call) => Answer][] = [
    [/^GET \/user$/, () => [200, {}]],
    [
      /^PATCH \/admin\/users\//,
      ({ path, body }) => {
        users.set(lastOf(path), String(body['password']));
        return [200, {}];
      },
    ],
    [/^DELETE \/users\/.*\/tokens\//, ({ path }) => (tokens.delete(lastOf(path)) ? [204] : [404])],
    [/^GET \/orgs\/[^/]+$/, ({ path }) => [organizations.has(lastOf(path)) ? 200 : 404, {}]],
    [
      /^POST \/orgs$/,
      ({ body }) => {
        organizations.add(String(body['username']));
        return [201, {}];
      },
    ],
    [
      /^POST \/orgs\/[^/]+\/repos$/,
      ({ path, body }) => {
        if (body['auto_init'] !== true) return [422, { message: 'the repository would be empty' }];
        repositories.add(`${path.split('/')[2]}/${body['name']}`);
        return [201, {}];
      },
    ],
    [/^GET \/repos\/[^/]+\/[^/]+$/, ({ path }) => [repositories.has(path.slice(7)) ? 200 : 404, {}]],
    [/^GET .*\/hooks$/, () => [200, hooks.map(({ id, config }) => ({ id, config: { url: config['url'] } }))]],
    [
      /^POST .*\/hooks$/,
      ({ body }) => {
        hooks.push({ id: ++hookId, config: body['config'] as Hook['config'] });
        return [201, {}];
      },
    ],
    [
      /^DELETE .*\/hooks\//,
      ({ path }) => {
        const index = hooks.findIndex(({ id }) => String(id) === lastOf(path));
        hooks.splice(index, 1);
        return [204];
      },
    ],
  ];
  return routes;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
