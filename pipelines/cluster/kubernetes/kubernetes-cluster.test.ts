import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { type Cluster, ClusterError } from '../cluster.ts';
import type { ClusterFlags } from './kube-config.ts';
import { createKubernetesCluster } from './kubernetes-cluster.ts';

interface Sent {
  readonly call: string;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: unknown;
}

type Answer = (call: string, sent: Sent) => unknown;

const refusal = (code: number, reason: string, message: string): object => ({
  kind: 'Status',
  status: 'Failure',
  code,
  reason,
  message,
});

const apps = {
  resources: [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'deployments/scale', kind: 'Scale', namespaced: true },
  ],
};
const core = {
  resources: [
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
    { name: 'pods', kind: 'Pod', namespaced: true },
  ],
};

/** Answers discovery, then as a test says; everything else does not exist. */
async function startServer(answer: Answer): Promise<{ readonly url: string; readonly sent: Sent[] }> {
  const sent: Sent[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const call = `${request.method} ${request.url}`;
    const { authorization, 'content-type': type } = request.headers;
    const one = { call, authorization, type, body: body === '' ? undefined : JSON.parse(body) };
    sent.push(one);
    const discovery = { 'GET /apis/apps/v1': apps, 'GET /api/v1': core }[call];
    const found = discovery ?? answer(call, one) ?? refusal(404, 'NotFound', 'not found');
    const { code = 200 } = found as { code?: number };
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(typeof found === 'string' ? found : JSON.stringify(found));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

function kubeconfig(url: string, { name = 'dev', user = { token: 'secret' } as object } = {}): string {
  const file = join(temporaryFolder(), 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function connect(answer: Answer, options: { readonly user?: object } = {}) {
  const { url, sent } = await startServer(answer);
  const cluster = createKubernetesCluster({ kubeconfig: kubeconfig(url, options) }, {});
  return { cluster, sent };
}

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'team-a', name: 'web' };
const errorOf = (work: Promise<unknown>): Promise<ClusterError> =>
  work.then(
    () => expect.unreachable(),
    (error: ClusterError) => error,
  );

describe('find()', () => {
  it('reads an object at the path of its kind, with the credentials of the kubeconfig', async () => {
    const { cluster, sent } = await connect((call) => ({ call }));
    expect(await cluster.find(web)).toEqual({
      call: 'GET /apis/apps/v1/namespaces/team-a/deployments/web',
    });
    expect(await cluster.find({ apiVersion: 'v1', kind: 'Namespace', name: 'team-a' })).toEqual({
      call: 'GET /api/v1/namespaces/team-a',
    });
    expect(new Set(sent.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret']));
  });

  it.each([
    ['object', web],
    ['kind', { ...web, kind: 'Missing' }],
    ['group', { ...web, apiVersion: 'example.com/v1' }],
  ])('returns undefined for a missing %s', async (_, reference) => {
    const { cluster } = await connect(() => undefined);
    expect(await cluster.find(reference)).toBeUndefined();
  });
});

describe('list()', () => {
  it('reads every page of the selected objects, and gives each its kind', async () => {
    const { cluster, sent } = await connect((call) => {
      if (call.includes('continue=next')) return { items: [{ metadata: { name: 'b' } }], metadata: {} };
      return { items: [{ metadata: { name: 'a' } }], metadata: { continue: 'next' } };
    });
    const selection = { apiVersion: 'v1', kind: 'Pod', namespace: 'team-a', labels: { app: 'web' } };
    expect(await cluster.list(selection)).toEqual([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } },
    ]);
    expect(sent[1]?.call).toBe('GET /api/v1/namespaces/team-a/pods?limit=500&labelSelector=app%3Dweb');
  });
});

describe('apply() and patch()', () => {
  it('apply() sends the object unchanged, as a server-side apply in a namespace', async () => {
    const { cluster, sent } = await connect((call) => ({ call }));
    const spec = { 'x-kubernetes-unknown': true, default: {} };
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
    await cluster.apply(object, { namespace: 'team-a', manager: 'other', isDryRun: true });
    expect(sent.at(-1)).toMatchObject({
      call: 'PATCH /apis/apps/v1/namespaces/team-a/deployments/web?fieldManager=other&force=true&dryRun=All',
      type: 'application/apply-patch+yaml',
      body: { ...object, metadata: { name: 'web', namespace: 'team-a' } },
    });
  });

  it('apply() writes nothing if the definition of a kind appears meanwhile', async () => {
    let looks = 0;
    const kinds = { resources: [{ name: 'widgets', kind: 'Widget', namespaced: true }] };
    const { cluster, sent } = await connect((call) => {
      if (call !== 'GET /apis/example.com/v1') return { call };
      looks += 1;
      return looks === 1 ? { resources: [] } : kinds;
    });
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    const error = await errorOf(cluster.apply(widget, { namespace: 'tools' }));
    expect([error.reason, error.isTransient]).toEqual(['KindNotFound', true]);
    expect(sent.filter(({ call }) => call.startsWith('PATCH'))).toEqual([]);
    await cluster.apply(widget, { namespace: 'tools' });
    const { call } = sent.at(-1)!;
    expect(call).toMatch(/^PATCH \/apis\/example\.com\/v1\/namespaces\/tools\/widgets\/w\?/);
  });

  it('apply() finds a kind whose definition was added later', async () => {
    let isThere = false;
    const kinds = { resources: [{ name: 'widgets', kind: 'Widget', namespaced: false }] };
    const { cluster } = await connect((call) => {
      if (call === 'GET /apis/example.com/v1') return isThere ? kinds : { resources: [] };
      return { call };
    });
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    const error = await errorOf(cluster.apply(widget));
    expect([error.reason, error.isTransient]).toEqual(['KindNotFound', true]);
    isThere = true;
    expect(await cluster.apply(widget)).toMatchObject({ call: expect.stringContaining('/widgets/w?') });
  });

  it('patch() sends a merge patch', async () => {
    const { cluster, sent } = await connect(() => ({}));
    await cluster.patch(web, { metadata: { labels: { a: 'b' } } });
    expect(sent.at(-1)).toMatchObject({
      type: 'application/merge-patch+json',
      body: { metadata: { labels: { a: 'b' } } },
    });
  });
});

it('logs() returns plain text', async () => {
  const { cluster } = await connect((call) => (call.includes('/log?container=app') ? 'a\nb\n' : undefined));
  expect(await cluster.logs({ namespace: 'team-a', pod: 'web-0', container: 'app' })).toBe('a\nb\n');
});

describe('errors', () => {
  it.each([
    [
      refusal(403, 'Forbidden', 'pods is forbidden: User "u" cannot list resource "pods"'),
      'cannot list Pod: pods is forbidden: User "u" cannot list resource "pods"',
      `ask the cluster's administrator for this permission, or check context "dev"`,
      false,
    ],
    [
      refusal(401, 'Unauthorized', 'Unauthorized'),
      'the cluster rejected the credentials of context "dev"',
      'sign in again, or choose another context with --context',
      false,
    ],
    [
      refusal(500, 'InternalError', 'failed calling webhook "w"'),
      'cannot list Pod: failed calling webhook "w"',
      undefined,
      true,
    ],
  ])('name the problem and what to do: %j', async (answer, message, hint, isTransient) => {
    const { cluster } = await connect(() => answer);
    const error = await errorOf(cluster.list({ apiVersion: 'v1', kind: 'Pod' }));
    expect(error).toBeInstanceOf(ClusterError);
    expect({ ...error, message: error.message }).toMatchObject({
      message,
      hint,
      status: (answer as { code: number }).code,
    });
    expect(error.isTransient).toBe(isTransient);
  });

  it('name a cluster that does not answer', async () => {
    const cluster = createKubernetesCluster({ kubeconfig: kubeconfig('http://127.0.0.1:1') }, {});
    const error = await errorOf(cluster.find(web));
    expect(error.message).toBe('the cluster at http://127.0.0.1:1 does not answer: connection refused');
    expect(error.hint).toContain('--context');
  });
});

describe('kubeconfig', () => {
  const open = (flags: ClusterFlags, environment: Record<string, string> = {}): Cluster =>
    createKubernetesCluster(flags, environment);

  it('takes the first of several files in KUBECONFIG, skips missing ones, and switches contexts', async () => {
    const first = await startServer(() => ({ from: 'first' }));
    const second = await startServer(() => ({ from: 'second' }));
    const files = [
      '/no/such/file',
      kubeconfig(first.url),
      kubeconfig(second.url, { name: 'prod' }),
      kubeconfig('http://127.0.0.1:1'),
    ];
    const environment = { KUBECONFIG: files.join(delimiter) };
    expect(await open({}, environment).find(web)).toEqual({ from: 'first' });
    expect(await open({ context: 'prod' }, environment).find(web)).toEqual({ from: 'second' });
  });

  it('asks a credential plug-in, and again once the cluster rejects the credential', async () => {
    const plugin = join(temporaryFolder(), 'plugin');
    const script = `#!${process.execPath}
const fs = require('node:fs');
const file = __dirname + '/count';
const count = fs.existsSync(file) ? Number(fs.readFileSync(file)) + 1 : 1;
fs.writeFileSync(file, String(count));
const { kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
console.log(JSON.stringify({ kind, status: { token: process.env.PREFIX + count + spec.interactive } }));
`;
    writeFileSync(plugin, script);
    chmodSync(plugin, 0o755);
    writeFileSync(join(plugin, '..', 'package.json'), '{"type":"commonjs"}');
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: plugin,
      env: [{ name: 'PREFIX', value: 't' }],
    };
    const { cluster, sent } = await connect(
      (_, { authorization }) =>
        authorization === 'Bearer t2false' ? { found: true } : refusal(401, 'Unauthorized', 'expired'),
      { user: { exec } },
    );
    expect(await cluster.find(web)).toEqual({ found: true });
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      'Bearer t1false',
      'Bearer t1false',
      'Bearer t2false',
    ]);
  });

  it('names a credential plug-in that is not installed', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin' };
    const { cluster } = await connect(() => ({}), { user: { exec } });
    const error = await errorOf(cluster.find(web));
    expect(error.message).toBe('credential plug-in "no-such-plugin" failed: not installed');
  });

  it.each<[string, () => ClusterFlags, string]>([
    ['no file', () => ({}), 'no kubeconfig found'],
    [
      'a missing file',
      () => ({ kubeconfig: '/no/such/file' }),
      'cannot read kubeconfig "/no/such/file": no such file or folder',
    ],
    [
      'an unknown context',
      () => ({ kubeconfig: kubeconfig('http://127.0.0.1:1'), context: 'dex' }),
      'unknown context "dex"; did you mean "dev"? Declared: dev',
    ],
  ])('refuses %s in one sentence', (_, flags, message) => {
    expect(() => open(flags(), { HOME: '/no/such/folder' })).toThrow(message);
  });
});
