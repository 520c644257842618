import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { requestOf } from '../../test/support/configured.ts';
import { refusalOf } from '../../test/support/refusal.ts';
import { findDefinition } from './find-definition.ts';

const messageOf = (kind: string, apiVersion = 'platform.infraforge.io/v1') =>
  refusalOf(() => findDefinition(requestOf(kind, {}, { apiVersion }))).problems[0];

describe('findDefinition()', () => {
  it('returns the Promise of a kind in any version', () => {
    expect(findDefinition(requestOf('ApplicationClaim', {})).name).toBe('application-claim');
    const apiVersion = 'platform.infraforge.io/v1alpha1';
    expect(findDefinition(requestOf('BootstrapClaim', {}, { apiVersion })).name).toBe('bootstrap-claim');
  });

  it('reports another API group with the supported one', () => {
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

  it('reports moved fields of a renamed kind', () => {
    const spec = {
      environment: 'dev',
      gitops: {},
      services: [{ name: 'db', type: 'postgresql', config: {} }],
    };
    const refusal = refusalOf(() => findDefinition(requestOf('PlatformClaim', spec)));
    expect(refusal.reason).toBe('UnknownKind');
    expect(refusal.problems.map(({ path }) => path)).toEqual([
      'kind',
      'spec.services[0].config',
      'spec.gitops',
    ]);
  });

  it.each(['Service', 'constructor', '__proto__'])('suggests nothing for the kind %s', (kind) => {
    expect(messageOf(kind)).toMatchObject({
      path: 'kind',
      message: expect.not.stringContaining('did you mean'),
    });
  });
});
