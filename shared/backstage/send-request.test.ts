import { describe, expect, it } from 'vitest';
import type { RequestObject } from './kubernetes-proxy.ts';
import { checkRequest, sendRequest } from './send-request.ts';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: RequestObject;
}

/** Status that the pipeline sets when a client looks for the given time. */
type Answers = (look: number, generation: number) => RequestObject['status'];

/** API server with one object, behind the proxy of Backstage's Kubernetes plugin. */
function apiServer(answers: Answers, stored?: RequestObject) {
  const calls: Call[] = [];
  let object = stored;
  let looks = 0;
  const handle = (method: string, url: URL, body: RequestObject | undefined): [number, object] => {
    const isDryRun = url.searchParams.has('dryRun');
    if (method === 'GET') {
      if (object === undefined) return [404, {}];
      looks += 1;
      const status = answers(looks, object.metadata.generation ?? 1) ?? object.status;
      return [200, { ...object, status }];
    }
    if (body?.spec === 'invalid') return [422, refusal];
    if (method === 'POST' && object !== undefined) return [409, {}];
    if (isDryRun) return [201, body!];
    const generation = (object?.metadata.generation ?? 0) + 1;
    object = { ...object, ...body!, metadata: { ...object?.metadata, ...body!.metadata, generation } };
    return [200, object];
  };
  const proxy = {
    baseUrl: async () => 'http://backstage/api/kubernetes',
    token: async () => 'service-token',
    cluster: 'platform',
    fetch: (async (
      input: string,
      { method, headers, body }: { method: string; headers: object; body?: string },
    ) => {
      const url = new URL(input);
      const parsed = body === undefined ? undefined : (JSON.parse(body) as RequestObject);
      calls.push({ method, path: url.pathname + url.search, ...(parsed && { body: parsed }) });
      expect(headers).toMatchObject({
        authorization: 'Bearer service-token',
        'backstage-kubernetes-cluster': 'platform',
      });
      const [status, answer] = handle(method, url, parsed);
      return new Response(JSON.stringify(answer), { status });
    }) as unknown as typeof fetch,
  };
  return { calls, surroundings: { proxy, sleep: async () => undefined, looks: 5 } };
}

const refusal = {
  kind: 'Status',
  message: 'ApplicationClaim is invalid',
  details: {
    causes: [
      { field: 'spec.replicas', message: 'Invalid value: 200: should be less than or equal to 100' },
      { field: 'spec.image', message: 'Invalid value: "object": An image needs a tag or a digest' },
    ],
  },
};

const kind = {
  kind: 'ApplicationClaim',
  plural: 'applicationclaims',
  apiVersion: 'platform.infraforge.io/v1',
};
const request = { kind, name: 'shop', namespace: 'team-a', spec: { replicas: 2 }, user: 'user:default/jane' };
const collection = '/api/kubernetes/proxy/apis/platform.infraforge.io/v1/namespaces/team-a/applicationclaims';

const storedBy = (user: string, status: RequestObject['status'] = {}): RequestObject => ({
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  metadata: {
    name: 'shop',
    namespace: 'team-a',
    generation: 1,
    resourceVersion: '7',
    annotations: { 'infraforge.io/requested-by': user },
  },
  spec: { replicas: 1 },
  status,
});

const refusedOnce = { answered: 1, failure: { problems: [{ path: 'spec', message: 'Invalid' }] } };

describe('sendRequest()', () => {
  it('checks the request, creates it, and returns the answer to its generation', async () => {
    const { calls, surroundings } = apiServer((look, generation) =>
      look < 3 ? {} : { answered: generation, failure: null, message: '1 application delivered to dev' },
    );
    await expect(sendRequest(request, surroundings)).resolves.toBe('1 application delivered to dev');
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${collection}?fieldValidation=Strict&dryRun=All`,
      `POST ${collection}?fieldValidation=Strict`,
      ...Array.from({ length: 3 }, () => `GET ${collection}/shop`),
    ]);
    expect(calls[1]?.body).toMatchObject({
      metadata: { annotations: { 'infraforge.io/requested-by': 'user:default/jane' } },
      spec: { replicas: 2 },
    });
  });

  it('throws one line for each cause, without the value', async () => {
    const { calls, surroundings } = apiServer(() => ({}));
    await expect(sendRequest({ ...request, spec: 'invalid' }, surroundings)).rejects.toMatchObject({
      name: 'InputError',
      message:
        'spec.replicas: should be less than or equal to 100\nspec.image: An image needs a tag or a digest',
    });
    expect(calls).toHaveLength(1);
  });

  it('throws one line for each problem of a refusal by the pipeline', async () => {
    const problems = [
      { path: 'spec.environment', message: 'Unknown environment "dev"' },
      { path: '', message: '2 more problems' },
    ];
    const { surroundings } = apiServer((_, generation) => ({ answered: generation, failure: { problems } }));
    await expect(sendRequest(request, surroundings)).rejects.toThrow(
      'spec.environment: Unknown environment "dev"\n2 more problems',
    );
  });

  it('replaces a refused request of the same user, and ignores the answer to the one before', async () => {
    const { calls, surroundings } = apiServer(
      (look) => (look < 4 ? refusedOnce : { answered: 2, failure: null, message: 'done' }),
      storedBy('user:default/jane', refusedOnce),
    );
    await expect(sendRequest(request, surroundings)).resolves.toBe('done');
    const replaced = calls.filter(({ method }) => method === 'PUT').at(-1);
    expect(replaced?.body).toMatchObject({ metadata: { resourceVersion: '7' }, spec: { replicas: 2 } });
    expect(replaced?.body).not.toHaveProperty('status');
  });

  it.each<[string, RequestObject, string | undefined]>([
    ['of another user', storedBy('user:default/joe'), request.user],
    ['of which something was delivered', storedBy(request.user, { releases: [{}] }), request.user],
    ['that declares a platform', storedBy(request.user, { platform: {} }), request.user],
    ['if the user is unknown', storedBy('undefined'), undefined],
  ])('does not replace a request %s', async (_, stored, user) => {
    const { calls, surroundings } = apiServer(() => undefined, stored);
    await expect(sendRequest({ ...request, user }, surroundings)).rejects.toThrow(
      'requestName: "shop" exists in namespace team-a; use another name',
    );
    expect(calls.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('reports a request without an answer, and an outage that the pipeline retries', async () => {
    const silent = apiServer(() => ({}));
    await expect(sendRequest(request, silent.surroundings)).resolves.toBe('Accepted, not answered yet');
    const outage = { answered: 1, message: 'Trying again: no registry', failure: { problems: [] } };
    const retrying = apiServer(() => outage);
    await expect(sendRequest(request, retrying.surroundings)).resolves.toBe(
      'Accepted, not answered yet: Trying again: no registry',
    );
  });

  it('escapes names in paths', async () => {
    const { calls, surroundings } = apiServer(() => ({ answered: 1 }));
    await sendRequest({ ...request, namespace: '../../secrets', name: 'a?b' }, surroundings);
    expect(calls.at(-1)?.path).toContain('/namespaces/..%2F..%2Fsecrets/applicationclaims/a%3Fb');
  });
});

describe('checkRequest()', () => {
  it('stores nothing', async () => {
    const { calls, surroundings } = apiServer(() => ({}));
    await checkRequest(request, surroundings);
    expect(calls.every(({ path }) => path.includes('dryRun=All'))).toBe(true);
  });
});
