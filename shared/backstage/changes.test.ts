import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.ts';
import { mergeChanges } from './merge-changes.ts';

describe('changesOf()', () => {
  it.each<[unknown, unknown, string[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [{ replicas: 2 }, { replicas: 3 }, ['spec.replicas: 2 → 3']],
    [{}, { ingress: { host: 'a.b' } }, ['spec.ingress.host: unset → "a.b"']],
    [{ ingress: { host: 'a.b' } }, {}, ['spec.ingress: removed']],
    [{}, { ingress: {} }, ['spec.ingress: unset → {}']],
    [{ tags: ['a'] }, { tags: ['a', 'b'] }, ['spec.tags: ["a"] → ["a", "b"]']],
    [
      { apps: [{ name: 'web', tag: '1' }, { name: 'old' }] },
      { apps: [{ name: 'web', tag: '2' }, { name: 'new' }] },
      ['spec.apps[web].tag: "1" → "2"', 'spec.apps[old]: removed', 'spec.apps[new].name: unset → "new"'],
    ],
    [
      { apps: [{ name: 'a' }, { name: 'b' }] },
      { apps: [{ name: 'b' }, { name: 'a' }] },
      ['spec.apps: other order'],
    ],
    [{ ports: [{ port: 1 }] }, { ports: [{ port: 2 }] }, ['spec.ports[0].port: 1 → 2']],
  ])('compares %j with %j', (before, after, lines) => {
    expect(changesOf(before, after)).toEqual(lines);
  });

  it('does not show values that may be secrets', () => {
    const lines = changesOf({ password: 'old' }, { password: 'new', tokens: ['abc'] });
    expect(lines).toEqual(['spec.password: (not shown) → (not shown)', 'spec.tokens: unset → a list']);
  });
});

describe('mergeChanges()', () => {
  it('keeps fields of the stored request that the form does not show', () => {
    const stored = { url: 'x', apps: [{ name: 'web', cpu: 1, hidden: {} }, { name: 'old' }] };
    const opened = { apps: [{ name: 'web', cpu: '1' }, { name: 'old' }] };
    const edited = { apps: [{ name: 'new' }, { name: 'web', cpu: '1', replicas: 2 }] };
    expect(mergeChanges({ opened, edited, stored })).toEqual({
      url: 'x',
      apps: [{ name: 'new' }, { name: 'web', cpu: 1, hidden: {}, replicas: 2 }],
    });
  });

  it('removes what the user removed', () => {
    const stored = { a: { b: 1 }, hidden: [] };
    expect(mergeChanges({ opened: { a: { b: 1 } }, edited: {}, stored })).toEqual({ hidden: [] });
  });
});
