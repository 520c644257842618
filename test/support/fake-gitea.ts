import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ClusterError } from '../../pipelines/cluster/cluster.ts';

/** Webhook. */
interface Hook {
  readonly id: number;
  readonly config: Readonly<Record<string, string>>;
}

/** The part of Gitea's API that a deployment uses, over HTTPS, with its state. */
export interface FakeGitea {
  /** Passwords by user. */
  readonly users: Map<string, string>;
  readonly administrators: Set<string>;
  /** Permissions by `organization/repository/user`. */
  readonly collaborators: Map<string, string>;
  readonly organizations: Set<string>;
  readonly repositories: Set<string>;
  readonly hooks: Hook[];
  /** Answers 500 to the next call of a kind: `/^PATCH /`. */
  readonly failNext: (call: RegExp) => void;
  /** Runs the command line tool in the pod. */
  readonly exec: (args: readonly string[]) => string;
  /** Starts listening with a certificate, and returns the port; later calls return the same port. */
  readonly listen: (certificate: { key: string; cert: string }) => Promise<number>;
  /** Stops listening, so that the next `listen` uses its certificate. The content stays. */
  readonly restart: () => Promise<void>;
  readonly close: () => void;
}

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

type Answer = readonly [status: number, body?: unknown];

type State = Omit<FakeGitea, 'failNext' | 'exec' | 'listen' | 'restart' | 'close'>;

/** Creates an empty Gitea. */
export function createFakeGitea(): FakeGitea {
  const state: State = {
    users: new Map(),
    administrators: new Set(),
    collaborators: new Map(),
    organizations: new Set(),
    repositories: new Set(),
    hooks: [],
  };
  const routes = routesOf(state);
  let failing: RegExp | undefined;
  const answer = ({ method, authorization, ...call }: Call & Sender): Answer => {
    const user = userOf(state, authorization);
    if (user === undefined) return [401, { message: 'unauthorized' }];
    const target = `${method} ${call.path}`;
    if (failing?.test(target)) {
      failing = undefined;
      return [500, { message: 'out of order' }];
    }
    if (target !== 'GET /user' && !state.administrators.has(user)) return [403, { message: 'forbidden' }];
    const route = routes.find(([pattern]) => pattern.test(target));
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
  const failNext = (call: RegExp): void => {
    failing = call;
  };
  const restart = async (): Promise<void> => {
    const running = server;
    server = undefined;
    running?.closeAllConnections();
    await new Promise<unknown>((resolve) =>
      running === undefined ? resolve(undefined) : running.close(resolve),
    );
  };
  const exec = (args: readonly string[]): string => execute(state, args);
  return { ...state, failNext, listen, exec, restart, close: () => server?.close() };
}

interface Sender {
  readonly method: string;
  readonly authorization: string;
}

function userOf({ users }: State, authorization: string): string | undefined {
  const [scheme, value = ''] = authorization.split(' ');
  const [user = '', password] = Buffer.from(value, 'base64').toString().split(':');
  return scheme === 'Basic' && users.has(user) && users.get(user) === password ? user : undefined;
}

/** Runs the command line tool in the pod, which only creates administrators with a random password. */
function execute({ users, administrators }: State, args: readonly string[]): string {
  const flag = (name: string): string => args[args.indexOf(name) + 1] ?? '';
  const username = flag('--username');
  if (!args.includes('create') || !args.includes('--random-password')) throw new Error(`not known: ${args}`);
  if (users.has(username)) {
    const message = `CreateUser: user already exists [name: ${username}]`;
    throw new ClusterError(message, { reason: 'CommandFailed' });
  }
  const password = `random-${users.size}`;
  users.set(username, password);
  administrators.add(username);
  return `a line of a log\ngenerated random password is '${password}'\nNew user '${username}' has been successfully created!\n`;
}

type Route = readonly [RegExp, (call: Call) => Answer];

function routesOf(state: State): readonly Route[] {
  return [...userRoutes(state), ...repositoryRoutes(state)];
}

function userRoutes({ users, administrators, collaborators }: State): readonly Route[] {
  return [
    [/^GET \/user$/, () => [200, {}]],
    [
      /^PATCH \/admin\/users\//,
      ({ path, body }) => {
        users.set(lastOf(path), String(body['password']));
        return [200, {}];
      },
    ],
    [
      /^POST \/admin\/users$/,
      ({ body }) => {
        users.set(String(body['username']), String(body['password']));
        return [201, {}];
      },
    ],
    [
      /^DELETE \/admin\/users\//,
      ({ path }) => {
        administrators.delete(lastOf(path));
        return users.delete(lastOf(path)) ? [204] : [404];
      },
    ],
    [
      /^GET \/users\/search\?/,
      ({ path }) => {
        const query = new URLSearchParams(path.slice(path.indexOf('?'))).get('q') ?? '';
        return [
          200,
          { data: [...users.keys()].filter((login) => login.includes(query)).map((login) => ({ login })) },
        ];
      },
    ],
    [/^GET \/users\/[^/]+$/, ({ path }) => [users.has(lastOf(path)) ? 200 : 404, {}]],
    [
      /^GET .*\/collaborators\/[^/]+\/permission$/,
      ({ path }) => {
        const [, , owner, name, , user] = path.split('/');
        return [200, { permission: collaborators.get(`${owner}/${name}/${user}`) ?? 'none' }];
      },
    ],
    [
      /^PUT .*\/collaborators\/[^/]+$/,
      ({ path, body }) => {
        const [, , owner, name, , user] = path.split('/');
        collaborators.set(`${owner}/${name}/${user}`, String(body['permission']));
        return [204];
      },
    ],
  ];
}

function repositoryRoutes({ organizations, repositories, hooks }: State): readonly Route[] {
  let hookId = 0;
  return [
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
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
