import { expect } from 'vitest';
import type { RequestObject } from '../../../shared/backstage/kubernetes-proxy.ts';

/** Call of the API server. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: RequestObject;
}

/** Returns the status that a client reads: the polls count from 1. */
type Answers = (poll: number, generation: number) => RequestObject['status'];

type Response = readonly [status: number, body: object];

interface DeleteOptions {
  readonly dryRun?: string[];
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

const environmentOf = (object: RequestObject | undefined): unknown =>
  (object?.spec as { readonly environment?: string } | undefined)?.environment;

/** Store of one object. It refuses the spec `invalid`, a change of `spec.environment`, and to delete an object with the annotation `test/protected`. */
class ObjectStore {
  private object: RequestObject | undefined;
  private readonly answers: Answers;
  private conflicts: number;
  private polls = 0;

  constructor(answers: Answers, object: RequestObject | undefined, conflicts: number) {
    this.answers = answers;
    this.object = object;
    this.conflicts = conflicts;
  }

  handle(method: string, isDryRun: boolean, body: RequestObject | undefined): Response {
    if (method === 'GET') return this.read();
    if (method === 'DELETE') return this.remove(body as object);
    if (body?.spec === 'invalid') return [422, refusal];
    if (this.hasConflict(method, body)) return [409, {}];
    if (method === 'PUT' && environmentOf(body) !== environmentOf(this.object))
      return [422, fixedEnvironment];
    return isDryRun ? [201, body!] : this.store(body!);
  }

  private read(): Response {
    if (this.object === undefined) return [404, {}];
    this.polls += 1;
    const status = this.answers(this.polls, this.object.metadata.generation ?? 1) ?? this.object.status;
    return [200, { ...this.object, status }];
  }

  private remove({ preconditions = {}, ...options }: DeleteOptions): Response {
    const { metadata } = this.object!;
    if (metadata.annotations?.['test/protected']) return [403, forbidden];
    const { uid, resourceVersion = metadata.resourceVersion } = preconditions;
    if (uid !== metadata.uid || resourceVersion !== metadata.resourceVersion) return [409, {}];
    if (options.dryRun === undefined && metadata.finalizers === undefined) this.object = undefined;
    return [200, {}];
  }

  private hasConflict(method: string, body: RequestObject | undefined): boolean {
    if (method === 'POST') return this.object !== undefined;
    this.conflicts -= 1;
    return this.conflicts >= 0 || body?.metadata.resourceVersion !== this.object?.metadata.resourceVersion;
  }

  private store(body: RequestObject): Response {
    const generation = (this.object?.metadata.generation ?? 0) + 1;
    const metadata = { ...this.object?.metadata, ...body.metadata, generation };
    this.object = { ...this.object, ...body, metadata };
    return [200, this.object];
  }
}

/**
 * Returns an API server with one object, behind the proxy of Backstage's Kubernetes plugin.
 *
 * @param stored object that exists
 * @param conflicts number of replacements that meet a change of the status
 */
export function apiServer(answers: Answers, stored?: RequestObject, { conflicts = 0 } = {}) {
  const calls: Call[] = [];
  const store = new ObjectStore(answers, stored, conflicts);
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
      const [status, answer] = store.handle(method, url.searchParams.has('dryRun'), parsed);
      return new Response(JSON.stringify(answer), { status });
    }) as unknown as typeof fetch,
  };
  return { calls, context: { proxy, sleep: async () => undefined, polls: 5 } };
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

const fixedEnvironment = {
  kind: 'Status',
  message: 'ApplicationClaim is invalid',
  details: { causes: [{ field: 'spec', message: 'Invalid value: "object": environment cannot be changed' }] },
};

const forbidden = { kind: 'Status', message: 'Protected releases would lose their data: orders-db' };

/** Kind of the requests of tests. */
export const kind = {
  kind: 'ApplicationClaim',
  plural: 'applicationclaims',
  promise: 'application-claim',
  apiVersion: 'platform.infraforge.io/v1',
};
