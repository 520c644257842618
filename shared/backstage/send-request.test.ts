import { describe, expect, it } from 'vitest';
import { apiServer, kind } from '../../test/support/portal/api-server.ts';
import type { RequestObject } from './kubernetes-proxy.ts';
import { checkRequest, sendRequest } from './send-request.ts';

const request = { kind, name: 'shop', namespace: 'team-a', spec: { replicas: 2 }, user: 'user:default/jane' };
const collection = '/api/kubernetes/proxy/apis/platform.infraforge.io/v1/namespaces/team-a/applicationclaims';

const storedBy = (user: string, status: RequestObject['status'] = {}): RequestObject => ({
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  metadata: {
    name: 'shop',
    namespace: 'team-a',
    uid: 'u1',
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
    const { calls, context } = apiServer((poll, generation) =>
      poll < 3 ? {} : { answered: generation, failure: null, message: '1 application delivered to dev' },
    );
    await expect(sendRequest(request, context)).resolves.toBe('1 application delivered to dev');
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
    const { calls, context } = apiServer(() => ({}));
    await expect(sendRequest({ ...request, spec: 'invalid' }, context)).rejects.toMatchObject({
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
    const { context } = apiServer((_, generation) => ({ answered: generation, failure: { problems } }));
    await expect(sendRequest(request, context)).rejects.toThrow(
      'spec.environment: Unknown environment "dev"\n2 more problems',
    );
  });

  it('replaces a refused request of the same user, and ignores the answer to the one before', async () => {
    const { calls, context } = apiServer(
      (poll) => (poll < 4 ? refusedOnce : { answered: 2, failure: null, message: 'done' }),
      storedBy('user:default/jane', refusedOnce),
    );
    await expect(sendRequest(request, context)).resolves.toBe('done');
    const replaced = calls.filter(({ method }) => method === 'PUT').at(-1);
    expect(replaced?.body).toMatchObject({ metadata: { resourceVersion: '7' }, spec: { replicas: 2 } });
    expect(replaced?.body).not.toHaveProperty('status');
  });

  it('removes a refused request of the same user, and creates it with another environment', async () => {
    const { calls, context } = apiServer(
      (_, generation) => ({ answered: generation, failure: null, message: 'done' }),
      { ...storedBy(request.user), spec: { environment: 'devel' } },
    );
    const corrected = { ...request, spec: { environment: 'dev' } };
    await expect(sendRequest(corrected, context)).resolves.toBe('done');
    const removed = calls.find(({ method }) => method === 'DELETE');
    expect(removed?.body).toMatchObject({ preconditions: { uid: 'u1', resourceVersion: '7' } });
    expect(
      calls.filter(({ method, path }) => method === 'POST' && !path.includes('dryRun')).at(-1)?.body,
    ).toMatchObject({
      metadata: { annotations: { 'infraforge.io/requested-by': request.user } },
      spec: { environment: 'dev' },
    });
  });

  it('reports a former request that is still being removed', async () => {
    const stored = { ...storedBy(request.user), spec: { environment: 'devel' } };
    const kept = { ...stored, metadata: { ...stored.metadata, finalizers: ['kratix.io/work-cleanup'] } };
    const { context } = apiServer(() => undefined, kept);
    await expect(sendRequest({ ...request, spec: { environment: 'dev' } }, context)).rejects.toThrow(
      'The former request shop is still being removed; try again later',
    );
  });

  it.each<[string, RequestObject, string | undefined]>([
    ['of another user', storedBy('user:default/joe'), request.user],
    ['with a delivered release', storedBy(request.user, { releases: [{ name: 'web' }] }), request.user],
    ['that declares a platform', storedBy(request.user, { platform: {} }), request.user],
    ['if the user is unknown', storedBy('undefined'), undefined],
  ])('does not replace a request %s', async (_, stored, user) => {
    const { calls, context } = apiServer(() => undefined, stored);
    await expect(sendRequest({ ...request, user }, context)).rejects.toThrow(
      'requestName: "shop" exists in namespace team-a; use another name',
    );
    expect(calls.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('reports a request without an answer, and an outage that the pipeline retries', async () => {
    const silent = apiServer(() => ({}));
    await expect(sendRequest(request, silent.context)).resolves.toBe('Accepted, not answered yet');
    const outage = { answered: 1, message: 'Trying again: no registry', failure: { problems: [] } };
    const retrying = apiServer(() => outage);
    await expect(sendRequest(request, retrying.context)).resolves.toBe(
      'Accepted, not answered yet: Trying again: no registry',
    );
  });

  it('escapes names in paths', async () => {
    const { calls, context } = apiServer(() => ({ answered: 1 }));
    await sendRequest({ ...request, namespace: '../../secrets', name: 'a?b' }, context);
    expect(calls.at(-1)?.path).toContain('/namespaces/..%2F..%2Fsecrets/applicationclaims/a%3Fb');
  });
});

describe('checkRequest()', () => {
  it('stores nothing', async () => {
    const { calls, context } = apiServer(() => ({}));
    await checkRequest(request, context);
    expect(calls.every(({ path }) => path.includes('dryRun=All'))).toBe(true);
  });
});
