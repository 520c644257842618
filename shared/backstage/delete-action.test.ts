import { describe, expect, it } from 'vitest';
import { optionsFor, runAction } from '../../test/support/portal/action-run.ts';
import { apiServer, kind } from '../../test/support/portal/api-server.ts';
import { deleteAction } from './delete-action.ts';
import type { RequestObject } from './kubernetes-proxy.ts';
import { requestRoute } from './request-route.ts';

const stored: RequestObject = {
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  metadata: {
    name: 'shop',
    namespace: 'team-a',
    uid: 'u1',
    generation: 3,
    annotations: { 'infraforge.io/requested-by': 'user:default/jane' },
  },
  spec: { replicas: 1 },
};

const releases = [
  { name: 'web', chart: 'microservice' },
  { name: 'orders-db', protected: true },
];
const status = () => ({ answered: 3, releases });
const key = { kind: kind.kind, name: 'shop', namespace: 'team-a' };

const withMetadata = (metadata: Partial<RequestObject['metadata']>): RequestObject => ({
  ...stored,
  metadata: { ...stored.metadata, ...metadata },
});
const isProtected = {
  annotations: { ...stored.metadata.annotations, 'test/protected': 'true' },
};

describe('infraforge:delete', () => {
  it('deletes the request that was read, and waits until it is gone', async () => {
    const server = apiServer(status, stored);
    const action = deleteAction(optionsFor(server));
    const { log, outputs } = await runAction(action, { ...key, confirmation: 'shop' });
    expect(outputs).toEqual({ releases: 'web (microservice)\norders-db, protected', message: 'Deleted' });
    expect(log).toEqual(['Removes web (microservice)', 'Removes orders-db, protected', 'Deleted']);
    const deletions = server.calls.filter(({ method }) => method === 'DELETE');
    expect(deletions.map(({ body }) => body)).toEqual([
      expect.objectContaining({ preconditions: { uid: 'u1' }, dryRun: ['All'] }),
      expect.not.objectContaining({ dryRun: expect.anything() }),
    ]);
  });

  it.each([
    ['no confirmation', undefined, false],
    ['a dry run', 'shop', true],
  ])('only shows what would be removed with %s', async (_, confirmation, isDryRun) => {
    const server = apiServer(status, stored);
    const input = { ...key, ...(confirmation === undefined ? {} : { confirmation }) };
    const { outputs } = await runAction(deleteAction(optionsFor(server)), input, isDryRun);
    expect(outputs).toMatchObject({
      releases: 'web (microservice)\norders-db, protected',
      message: 'Nothing is deleted yet; enter "shop" as the confirmation to delete the request',
    });
    expect(server.calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('names the finalizers that a deletion waits for', async () => {
    const server = apiServer(status, withMetadata({ finalizers: ['kratix.io/work-cleanup'] }));
    const { outputs } = await runAction(deleteAction(optionsFor(server)), { ...key, confirmation: 'shop' });
    expect(outputs['message']).toBe('The deletion has begun, and waits for kratix.io/work-cleanup');
  });

  it.each<[string, RequestObject, string, string]>([
    ['protected releases', withMetadata(isProtected), 'shop', 'Protected releases would lose their data'],
    [
      'another confirmation',
      stored,
      'web',
      'confirmation: Differs from the name of the request; enter "shop"',
    ],
    [
      'another creator',
      withMetadata({ annotations: {} }),
      'shop',
      'No access to ApplicationClaim team-a/shop',
    ],
  ])('refuses a request with %s', async (_, object, confirmation, message) => {
    const server = apiServer(status, object);
    const run = runAction(deleteAction(optionsFor(server)), { ...key, confirmation });
    await expect(run).rejects.toThrow(message);
    expect(server.calls.filter(({ body }) => body !== undefined && !('dryRun' in body))).toEqual([]);
  });
});

/** Gets a path of the route. */
async function get(path: string, object: RequestObject | undefined = stored) {
  const bodies: object[] = [];
  const errors: unknown[] = [];
  const route = requestRoute({ ...optionsFor(apiServer(status, object)), credentialsOf: async () => ({}) });
  await route({ method: 'GET', path }, { json: (body) => void bodies.push(body) }, (error) => {
    errors.push(error);
  });
  return bodies[0] ?? errors[0];
}

describe('requestRoute()', () => {
  it('returns the request, and the template that edits it', async () => {
    await expect(get('/requests/ApplicationClaim/team-a/shop')).resolves.toEqual({
      template: 'application-claim-edit',
      uid: 'u1',
      generation: 3,
      spec: { replicas: 1 },
    });
  });

  it('returns what a deletion removes, and why it is refused', async () => {
    await expect(
      get('/requests/ApplicationClaim/team-a/shop/deletion', withMetadata(isProtected)),
    ).resolves.toEqual({
      uid: 'u1',
      releases,
      refusal: 'Protected releases would lose their data: orders-db',
    });
  });

  it.each([
    ['/requests/Secret/team-a/shop', 'kind: Unsupported kind "Secret"'],
    ['/requests/ApplicationClaim/..%2F../shop', 'namespace: Invalid name'],
    ['/requests/ApplicationClaim/team-a/%', 'name: Invalid name'],
  ])('refuses %s', async (path, message) => {
    await expect(get(path)).resolves.toMatchObject({ message: expect.stringContaining(message) });
  });

  it('leaves other paths alone, and requests of others', async () => {
    await expect(get('/health')).resolves.toBeUndefined();
    await expect(
      get('/requests/ApplicationClaim/team-a/shop', withMetadata({ annotations: {} })),
    ).resolves.toMatchObject({ name: 'NotAllowedError' });
  });
});
