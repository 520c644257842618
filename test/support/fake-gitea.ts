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

/** Creates an empty Gitea. */
export function createFakeGitea(): FakeGitea {
  const state = {
    users: new Map<string, string>(),
    tokens: new Map<string, string>(),
    organizations: new Set<string>(),
    repositories: new Set<string>(),
    hooks: [] as Hook[],
  };
  let server: Server | undefined;
  let hookId = 0;
  const routes: readonly [RegExp, (call: Call) => Answer][] = [
    [/^GET \/user$/, () => [200, {}]],
    [
      /^PATCH \/admin\/users\//,
      ({ path, body }) => {
        state.users.set(lastOf(path), String(body['password']));
        return [200, {}];
      },
    ],
    [/^DELETE \/users\/.*\/tokens\//, ({ path }) => (state.tokens.delete(lastOf(path)) ? [204] : [404])],
    [/^GET \/orgs\/[^/]+$/, ({ path }) => [state.organizations.has(lastOf(path)) ? 200 : 404, {}]],
    [
      /^POST \/orgs$/,
      ({ body }) => {
        state.organizations.add(String(body['username']));
        return [201, {}];
      },
    ],
    [
      /^POST \/orgs\/[^/]+\/repos$/,
      ({ path, body }) => {
        if (body['auto_init'] !== true) return [422, { message: 'the repository would be empty' }];
        state.repositories.add(`${path.split('/')[2]}/${body['name']}`);
        return [201, {}];
      },
    ],
    [/^GET \/repos\/[^/]+\/[^/]+$/, ({ path }) => [state.repositories.has(path.slice(7)) ? 200 : 404, {}]],
    [
      /^GET .*\/hooks$/,
      () => [200, state.hooks.map(({ id, config }) => ({ id, config: { url: config['url'] } }))],
    ],
    [
      /^POST .*\/hooks$/,
      ({ body }) => {
        state.hooks.push({ id: ++hookId, config: body['config'] as Hook['config'] });
        return [201, {}];
      },
    ],
    [
      /^DELETE .*\/hooks\//,
      ({ path }) => {
        state.hooks.splice(
          state.hooks.findIndex(({ id }) => String(id) === lastOf(path)),
          1,
        );
        return [204];
      },
    ],
  ];
  const isKnown = (authorization = ''): boolean => {
    const [scheme, value = ''] = authorization.split(' ');
    if (scheme === 'token') return [...state.tokens.values()].includes(value);
    const [user = '', password] = Buffer.from(value, 'base64').toString().split(':');
    return state.users.get(user) === password;
  };
  const answer = (method: string, call: Call): Answer => {
    const route = routes.find(([pattern]) => pattern.test(`${method} ${call.path}`));
    return route === undefined ? [404, { message: 'not found' }] : route[1](call);
  };
  const listen = async (certificate: { key: string; cert: string }): Promise<number> => {
    if (server === undefined) {
      server = createServer(certificate, async (request, response) => {
        const body = await text(request);
        const path = (request.url ?? '').replace(/^\/api\/v1/, '');
        const call = { path, body: body === '' ? {} : JSON.parse(body) };
        const [status, sent] = isKnown(request.headers.authorization)
          ? answer(request.method ?? '', call)
          : [401, { message: 'unauthorized' }];
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(sent === undefined ? undefined : JSON.stringify(sent));
      });
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    }
    return (server.address() as AddressInfo).port;
  };
  const exec = (args: readonly string[]): string => {
    const flag = (name: string): string => args[args.indexOf(name) + 1] ?? '';
    if (args.includes('create')) {
      state.users.set(flag('--username'), 'a-random-password');
      return "generated random password is 'a-random-password'\n";
    }
    const token = '0123456789abcdef0123456789abcdef01234567';
    state.tokens.set(flag('--token-name'), token);
    return `a line of a log\n${token}\n`;
  };
  return { ...state, listen, exec, close: () => server?.close() };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
