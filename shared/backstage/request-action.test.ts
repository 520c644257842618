import { describe, expect, it } from 'vitest';
import { kind } from '../../test/support/portal/api-server.ts';
import { type RequestInput, requestAction } from './request-action.ts';

/** Runs the action against an API server that accepts everything, and answers at once. */
async function run(input: Partial<RequestInput>, isDryRun = false) {
  const sent: { method: string; spec: unknown }[] = [];
  const outputs: string[] = [];
  const fetch = async (_: string, { method, body }: { method: string; body?: string }) => {
    const object = { metadata: {}, ...(JSON.parse(body ?? '{}') as { spec?: unknown }) };
    sent.push({ method, spec: object.spec });
    return new Response(JSON.stringify({ ...object, status: { answered: 1, message: 'done' } }));
  };
  const proxy = {
    baseUrl: async () => 'http://backstage/api/kubernetes',
    token: async () => 'token',
    cluster: 'platform',
    fetch: fetch as unknown as typeof globalThis.fetch,
  };
  await requestAction({ proxy, kinds: [kind], sleep: async () => undefined }).handler({
    input: { kind: kind.kind, name: 'shop', namespace: 'team-a', spec: {}, ...input },
    user: { ref: 'user:default/jane' },
    isDryRun,
    logger: { info: () => undefined },
    output: (_, value) => outputs.push(value),
  });
  return { sent, outputs };
}

describe('infraforge:request', () => {
  it('sends the request that the form describes', async () => {
    const { sent, outputs } = await run({
      spec: {
        environment: 'resource:default/dev',
        owner: [],
        applications: [
          {
            name: 'web',
            ingress: [{}],
            ports: [[]],
            values: 'a: null',
            probe: '8080',
            limits: { more: 'x: 1' },
          },
        ],
      },
      form: {
        entityRefs: ['spec.environment'],
        sections: ['spec.owner', 'spec.applications[].ingress', 'spec.applications[].ports'],
        yaml: ['spec.applications[].values', 'spec.applications[].limits.more'],
        spread: ['spec.applications[].limits.more'],
        integers: ['spec.applications[].probe'],
      },
    });
    expect(sent[0]?.spec).toEqual({
      environment: 'dev',
      applications: [
        { name: 'web', ingress: {}, ports: [], values: { a: null }, probe: 8080, limits: { x: 1 } },
      ],
    });
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(outputs).toEqual(['done']);
  });

  it('only checks the request in a dry run', async () => {
    const { sent, outputs } = await run({}, true);
    expect(sent).toHaveLength(1);
    expect(outputs[0]).toContain('a dry run stores nothing');
  });

  it.each([
    [{ kind: 'Secret' }, 'kind: Unsupported kind "Secret"'],
    [{ name: '..', namespace: 'a/b' }, 'name: Invalid name; use lower-case'],
    [{ spec: { values: 'a: [' }, form: { yaml: ['spec.values'] } }, 'spec.values: Invalid YAML'],
    [{ spec: { values: '- a' }, form: { yaml: ['spec.values'] } }, 'spec.values: Expected an object as YAML'],
  ])('refuses %j', async (input, message) => {
    await expect(run(input)).rejects.toThrow(message);
  });
});
