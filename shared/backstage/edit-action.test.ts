import { describe, expect, it } from 'vitest';
import { optionsFor, runAction } from '../../test/support/portal/action-run.ts';
import { apiServer, kind } from '../../test/support/portal/api-server.ts';
import { type EditInput, editAction } from './edit-action.ts';
import type { RequestObject } from './kubernetes-proxy.ts';

const stored: RequestObject = {
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  metadata: {
    name: 'shop',
    namespace: 'team-a',
    uid: 'u1',
    generation: 3,
    resourceVersion: '7',
    annotations: { 'infraforge.io/requested-by': 'user:default/jane', note: 'kept' },
  },
  spec: { replicas: 1, hidden: true },
  status: { answered: 3, message: 'done before' },
};

const input: EditInput = {
  kind: kind.kind,
  name: 'shop',
  namespace: 'team-a',
  opened: { uid: 'u1', generation: 3, spec: { replicas: 1 } },
  spec: { replicas: 2 },
};

const answered = (_: number, generation: number) => ({ answered: generation, message: `done ${generation}` });

describe('infraforge:edit', () => {
  it('replaces what the form shows, and returns the answer and the changes', async () => {
    const server = apiServer(answered, stored);
    const { log, outputs } = await runAction(editAction(optionsFor(server)), input);
    expect(outputs).toEqual({ changes: 'spec.replicas: 1 → 2', message: 'done 4' });
    expect(log).toEqual(['spec.replicas: 1 → 2', 'done 4']);
    const puts = server.calls.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ path }) => path.split('?')[1])).toEqual([
      'fieldValidation=Strict&dryRun=All',
      'fieldValidation=Strict',
    ]);
    expect(puts[1]?.body).toMatchObject({
      metadata: {
        resourceVersion: '7',
        annotations: { note: 'kept', 'infraforge.io/changed-by': 'user:default/jane' },
      },
      spec: { replicas: 2, hidden: true },
    });
    expect(puts[1]?.body).not.toHaveProperty('status');
  });

  it('only checks the change in a dry run', async () => {
    const server = apiServer(answered, stored);
    const { outputs } = await runAction(editAction(optionsFor(server)), input, true);
    expect(outputs['message']).toContain('a dry run stores nothing');
    const writes = server.calls.filter(({ method }) => method !== 'GET');
    expect(writes.every(({ path }) => path.includes('dryRun=All'))).toBe(true);
  });

  it.each<[string, Partial<EditInput>, string]>([
    [
      'was changed',
      { opened: { ...input.opened, generation: 2 } },
      'Another user changed shop since you opened',
    ],
    ['was created again', { opened: { ...input.opened, uid: 'u0' } }, 'open it again'],
    ['does not exist', { name: 'other' }, 'No ApplicationClaim "other" in namespace team-a'],
    ['does not differ', { spec: { replicas: 1 } }, 'Nothing differs from the request; change a field'],
  ])('does not replace a request that %s', async (title, change, message) => {
    const server = apiServer(answered, title === 'does not exist' ? undefined : stored);
    await expect(runAction(editAction(optionsFor(server)), { ...input, ...change })).rejects.toThrow(message);
    expect(server.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('replaces a request whose status changed meanwhile', async () => {
    const server = apiServer(answered, stored, { conflicts: 2 });
    const { outputs } = await runAction(editAction(optionsFor(server)), input);
    expect(outputs['message']).toBe('done 4');
  });

  it.each([
    ['a member of the team', { owner: { team: 'Shopping' } }, 'user:default/joe'],
    ['the creator', {}, 'user:default/Jane'],
  ])('accepts a change by %s', async (_, spec, user) => {
    const server = apiServer(answered, { ...stored, spec });
    await expect(runAction(editAction(optionsFor(server, user)), input)).resolves.toBeDefined();
  });

  it.each([
    ['another team', { owner: { team: 'billing' } }],
    ['no team', {}],
  ])('refuses a change of a request of %s by another user', async (_, spec) => {
    const server = apiServer(answered, { ...stored, spec });
    await expect(runAction(editAction(optionsFor(server, 'user:default/joe')), input)).rejects.toThrow(
      /^No access to ApplicationClaim team-a\/shop: user:default\/joe/,
    );
  });

  it('names the platform team if no user or group may change the request', async () => {
    const metadata = { ...stored.metadata, annotations: {} };
    const options = { ...optionsFor(apiServer(answered, { ...stored, metadata })), administrators: [] };
    await expect(runAction(editAction(options), input)).rejects.toThrow(/; ask the platform team$/);
  });
});
