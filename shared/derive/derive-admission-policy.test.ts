import { describe, expect, it } from 'vitest';
import { greeting } from '../../test/support/greeting.ts';
import { deriveAdmissionPolicy } from './derive-admission-policy.ts';

interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly matchConstraints: { readonly resourceRules: readonly object[] };
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
  };
}

const policyOf = (services: readonly string[]): Policy =>
  deriveAdmissionPolicy({ ...greeting, services })[0] as unknown as Policy;

const keptOf = (services: readonly string[]): string =>
  policyOf(services).spec.variables.find(({ name }) => name === 'kept')!.expression;

describe('deriveAdmissionPolicy()', () => {
  it('derives a policy that fails closed, and a binding that denies', () => {
    const name = 'data-safety.greetings.platform.infraforge.io';
    expect(deriveAdmissionPolicy(greeting)).toMatchObject([
      { kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { failurePolicy: 'Fail' } },
      {
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name },
        spec: { policyName: name, validationActions: ['Deny'] },
      },
    ]);
  });

  it('matches updates and deletions of the kind, but not of its status', () => {
    expect(policyOf(['services']).spec.matchConstraints.resourceRules).toEqual([
      {
        apiGroups: ['platform.infraforge.io'],
        apiVersions: ['v1'],
        operations: ['UPDATE', 'DELETE'],
        resources: ['greetings'],
      },
    ]);
  });

  it('reads the kept names from every list of services and from no other list', () => {
    const listsIn = (cel: string): string[] =>
      [...new Set([...cel.matchAll(/object\.spec\.(\w+)/g)].map(([, list]) => list!))].toSorted();
    expect(listsIn(keptOf(['services']))).toEqual(['services']);
    expect(listsIn(keptOf(['services', 'components']))).toEqual(['components', 'services']);
  });

  it('derives nothing for a Promise without services', () => {
    expect(deriveAdmissionPolicy({ ...greeting, services: [] })).toEqual([]);
  });
});
