import { describe, expect, it } from 'vitest';
import { greeting, greetingWith } from '../../test/support/greeting.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { parseRequest } from './parse-request.ts';

const refuse = (spec: unknown, overrides = {}) =>
  refusalOf(() => parseRequest(greeting, greetingWith(spec, overrides)));
const item = (fields: object) => ({ environment: 'dev', items: [{ name: 'ada', ...fields }] });

describe('parseRequest()', () => {
  it('returns identity, spec with defaults, delivered releases and warnings', () => {
    const status = { environment: 'dev', releases: [{ name: 'ada', namespace: 'dev' }] };
    expect(parseRequest(greeting, greetingWith(item({}), { status }))).toEqual({
      kind: 'Greeting',
      namespace: 'team-a',
      name: 'hello',
      uid: 'uid-1',
      spec: { environment: 'dev', items: [{ name: 'ada', enabled: true }], services: [] },
      delivered: status,
      warnings: [],
    });
  });

  it('uses the namespace default if none is set, as kubectl does', () => {
    const object = greetingWith(item({}), { metadata: { name: 'hello' } });
    expect(parseRequest(greeting, object)).toMatchObject({ namespace: 'default', uid: '' });
  });

  it('reports every problem of a request at once, each with its path', () => {
    const spec = {
      environment: 'Dev',
      clusterTyp: 'nonprod',
      items: [
        { name: 'ada', times: 10 },
        { name: 'ada', values: { auth: { password: 'hunter2' } } },
        { name: 'Bob', times: '3' },
        {},
      ],
      services: [{ name: 'db', type: 'alpha', version: '9' }],
    };
    const refusal = refuse(spec, {
      metadata: { name: 'Hello', namespace: 'x.y' },
      apiVersion: 'platform.infraforge.io/v1alpha1',
    });
    expect(refusal.reason).toBe('InvalidRequest');
    expect(pathsOf(refusal).toSorted()).toEqual([
      'apiVersion',
      'metadata.name',
      'metadata.namespace',
      'spec.clusterTyp',
      'spec.environment',
      'spec.items[0].times',
      'spec.items[1].name',
      'spec.items[1].values.auth.password',
      'spec.items[2].name',
      'spec.items[2].times',
      'spec.items[3].name',
      'spec.services[0].version',
    ]);
  });

  it('refuses with CredentialInRequest if nothing else is wrong', () => {
    const refusal = refuse(item({ values: { auth: { password: 'hunter2' } } }));
    expect(refusal.reason).toBe('CredentialInRequest');
    expect(JSON.stringify(refusal)).not.toContain('hunter2');
  });

  it.each<[string, unknown]>([
    ['a value', 'hunter2'],
    ['a map', { password: 'hunter2' }],
    ['a list', [{ password: 'hunter2' }]],
  ])('reports no credential in an unknown field with %s', (_, value) => {
    expect(pathsOf(refuse(item({ password: value })))).toEqual(['spec.items[0].password']);
  });

  it('accepts a literal that allowLiterals names', () => {
    const spec = {
      ...item({ values: { auth: { password: 'none' } } }),
      allowLiterals: ['items.ada.values.auth.password'],
    };
    expect(parseRequest(greeting, greetingWith(spec)).spec).toMatchObject({
      allowLiterals: spec.allowLiterals,
    });
  });

  it('refuses the marker that makes Argo CD skip a file and prune its objects', () => {
    expect(refuse({ ...item({}), owner: { team: '+argocd:skip-file-rendering' } })).toMatchObject({
      reason: 'InvalidRequest',
      problems: [{ path: 'spec' }],
    });
  });

  it.each([
    ['an invisible character', 'a\u200bb', 'U+200B', 'two names could look alike'],
    ['a NUL', 'a\0b', 'U+0000', 'no program can read it'],
    ['a lone surrogate', 'a\ud800b', 'U+D800', 'no program can read it'],
  ])('refuses %s at its path', (_, text, codePoint, reason) => {
    expect(refuse({ ...item({ values: { list: ['x', text] } }) })).toMatchObject({
      reason: 'InvalidRequest',
      problems: [
        {
          path: 'spec.items[0].values.list[1]',
          message: `The character ${codePoint} is not allowed: ${reason}`,
        },
      ],
    });
  });

  it('accepts the characters of an escape sequence', () => {
    expect(() => parseRequest(greeting, greetingWith(item({ values: { text: '\\u0000' } })))).not.toThrow();
  });

  it.each([undefined, null, {}])('reports required fields if spec is %j', (spec) => {
    expect(refuse(spec)).toEqual({
      reason: 'InvalidRequest',
      problems: [{ path: 'spec.environment', message: 'Required: expected a string' }],
    });
  });

  it.each(['x', 5, []])('refuses a spec that is %j', (spec) => {
    expect(pathsOf(refuse(spec))).toEqual(['spec']);
  });
});
