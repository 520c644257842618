import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { requestOf } from '../../test/support/configured.ts';
import { refusalOf } from '../../test/support/refusal.ts';
import { definitionOf } from './definition-of.ts';

const messageOf = (kind: string, apiVersion = 'platform.infraforge.io/v1') =>
  refusalOf(() => definitionOf(requestOf(kind, {}, { apiVersion }))).problems[0];

describe('definitionOf()', () => {
  it('finds a Promise by its kind in any version, so that an older request learns where its fields moved', () => {
    expect(definitionOf(requestOf('ApplicationClaim', {})).name).toBe('application-claim');
    const apiVersion = 'platform.infraforge.io/v1alpha1';
    expect(definitionOf(requestOf('BootstrapClaim', {}, { apiVersion })).name).toBe('bootstrap-claim');
  });

  it('names the API group if the request is of another one', () => {
    const kinds = definitions.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['ApplicationClaim', 'BootstrapClaim', 'PlatformApplicationClaim']),
    );
    expect(messageOf('ApplicationClaim', 'example.com/v1')).toEqual({
      path: 'apiVersion',
      message: `Unsupported API group "example.com/v1"; use platform.infraforge.io/v1 with a kind of ${kinds.join(', ')}`,
    });
    expect(messageOf('ApplicationClaim', 'platform.infraforge.io.example.com/v1')?.path).toBe('apiVersion');
  });

  it.each([
    ['PlatformClaim', 'PlatformApplicationClaim'],
    ['applicationclaim', 'ApplicationClaim'],
    ['BootstrapClaims', 'BootstrapClaim'],
  ])('suggests for the kind %s the kind %s', (kind, meant) => {
    expect(messageOf(kind)?.message).toContain(`did you mean "${meant}"?`);
  });

  it('tells of an older kind where its fields moved as well', () => {
    const spec = {
      environment: 'dev',
      gitops: {},
      services: [{ name: 'db', type: 'postgresql', config: {} }],
    };
    const refusal = refusalOf(() => definitionOf(requestOf('PlatformClaim', spec)));
    expect(refusal.reason).toBe('UnknownKind');
    expect(refusal.problems.map(({ path }) => path)).toEqual([
      'kind',
      'spec.services[0].config',
      'spec.gitops',
    ]);
  });

  it.each(['Service', 'constructor', '__proto__'])('has no hint for the kind %s', (kind) => {
    expect(messageOf(kind)).toMatchObject({
      path: 'kind',
      message: expect.not.stringContaining('did you mean'),
    });
  });
});
