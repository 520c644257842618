import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { greeting } from '../../test/support/greeting.ts';
import { platformWith } from '../../test/support/platform.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { deriveRoles } from './derive-roles.ts';

interface Role {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const declaring = { ...greeting, plural: 'grounds', platform: () => platformWith() };
const roles = (kinds: readonly unknown[] = [greeting, declaring]): Role[] =>
  deriveRoles(kinds as PromiseDefinition[]) as unknown as Role[];
const role = (name: string): Role => roles().find(({ metadata }) => metadata.name === `infraforge-${name}`)!;

describe('deriveRoles()', () => {
  it('grants the platform team every kind, and aggregates that role to no other', () => {
    expect(role('platform').rules.map(({ resources }) => resources)).toEqual([['greetings', 'grounds']]);
    expect(role('platform').metadata).not.toHaveProperty('labels');
  });

  it('grants requesters every kind that declares no platform, as part of edit and admin', () => {
    expect(role('requester')).toMatchObject({
      metadata: {
        labels: {
          'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
          'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
        },
      },
      rules: [{ apiGroups: ['platform.infraforge.io'], resources: ['greetings'] }],
    });
    expect(role('requester').rules[0]!.verbs).toEqual(expect.arrayContaining(['create', 'delete', 'update']));
  });

  it('grants viewers only to read, as part of view', () => {
    expect(role('viewer').metadata.labels).toEqual({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' });
    expect(role('viewer').rules).toEqual([
      { apiGroups: ['platform.infraforge.io'], resources: ['greetings'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('grants no subresource and no wildcard', () => {
    const granted = roles().flatMap(({ rules }) =>
      rules.flatMap(({ resources, verbs }) => [...resources, ...verbs]),
    );
    expect(granted.filter((text) => /[/*]/.test(text))).toEqual([]);
  });

  it('withholds only BootstrapClaims from requesters', () => {
    const [platform, requester] = roles(definitions).map(({ rules }) => rules[0]!.resources);
    expect(platform!.filter((plural) => !requester!.includes(plural))).toEqual(['bootstrapclaims']);
  });
});
