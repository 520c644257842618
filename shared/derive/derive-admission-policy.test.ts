import { describe, expect, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { greeting } from '../../test/support/greeting.ts';
import { platformWith } from '../../test/support/platform.ts';
import { pipelineAccount } from '../kratix/accounts.ts';
import { deriveAdmissionPolicy } from './derive-admission-policy.ts';
import { derivePromise } from './derive-promise.ts';

interface Policy {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly matchConstraints: { readonly resourceRules: readonly object[] };
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly { readonly expression: string }[];
  };
}

const derived = (change: object = {}): Policy[] =>
  deriveAdmissionPolicy({ ...greeting, ...change }) as unknown as Policy[];

/** Returns the policy of a rule. */
const policyOf = (rule: string, change: object = {}): Policy =>
  derived(change).find(({ metadata }) => metadata.name === `${rule}.greetings.platform.infraforge.io`)!;

const variableOf = ({ spec }: Policy, name: string): string =>
  spec.variables.find((variable) => variable.name === name)!.expression;

describe('deriveAdmissionPolicy()', () => {
  it('derives policies that fail closed, each with a binding that denies', () => {
    expect(derived()).toMatchObject(
      ['data-safety', 'request-status'].flatMap((rule) => {
        const name = `${rule}.greetings.platform.infraforge.io`;
        return [
          { kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { failurePolicy: 'Fail' } },
          {
            kind: 'ValidatingAdmissionPolicyBinding',
            metadata: { name },
            spec: { policyName: name, validationActions: ['Deny'] },
          },
        ];
      }),
    );
  });

  it('matches updates and deletions of services, but no change of the status', () => {
    expect(policyOf('data-safety').spec.matchConstraints.resourceRules).toEqual([
      {
        apiGroups: ['platform.infraforge.io'],
        apiVersions: ['v1'],
        operations: ['UPDATE', 'DELETE'],
        resources: ['greetings'],
      },
    ]);
  });

  it('reads the kept names from every protected list and from no other list', () => {
    const listsIn = (lists: readonly string[]): string[] => {
      const protectedItems = lists.map((list) => ({ list }));
      const cel = variableOf(policyOf('data-safety', { protectedItems }), 'kept');
      return [...new Set([...cel.matchAll(/object\.spec\.(\w+)/g)].map(([, list]) => list!))].toSorted();
    };
    expect(listsIn(['services'])).toEqual(['services']);
    expect(listsIn(['services', 'components'])).toEqual(['components', 'services']);
  });

  it('compares what is inside of services for each block that has such lists, and for no other', () => {
    const contents = () => [{ block: 'kafka', list: 'topics', kind: 'topic' }];
    const cel = variableOf(policyOf('data-safety', { contents }), 'lostInside');
    expect(cel).toContain("item.kafka.topics : []).map(entry, 'topic/' + entry.name)");
    expect(policyOf('data-safety').spec.variables.map(({ name }) => name)).not.toContain('lostInside');
  });

  it('compares the entries of an item that hold data, and no others', () => {
    const contents = () => [{ list: 'volumes', kind: 'volume', where: 'has(entry.persistent)' }];
    const cel = variableOf(policyOf('data-safety', { contents }), 'lostInside');
    expect(cel).toContain(
      "(has(item.volumes) ? item.volumes : []).filter(entry, has(entry.persistent)).map(entry, 'volume/' + entry.name)",
    );
  });

  it('protects only the status of a Promise without data', () => {
    expect(derived({ protectedItems: [] }).map(({ metadata }) => metadata.name)).toEqual(
      Array(2).fill('request-status.greetings.platform.infraforge.io'),
    );
  });

  it('refuses the creation of a platform outside of its namespace', () => {
    const policy = policyOf('platform-namespace', { platform: () => platformWith() });
    expect(policy.spec.matchConstraints.resourceRules).toMatchObject([
      { operations: ['CREATE'], resources: ['greetings'] },
    ]);
    expect(variableOf(policy, 'platformNamespace')).toBe("'infraforge-platform'");
    expect(policyOf('platform-namespace')).toBeUndefined();
  });

  it('refuses the deletion of Applications of ApplicationSets, protected or by the garbage collector', () => {
    const { spec } = policyOf('application-sets', { platform: () => platformWith() });
    expect(spec.matchConstraints).toMatchObject({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'argocd' } },
      resourceRules: [{ operations: ['DELETE'], resources: ['applications'] }],
    });
    const [byCollector, ofProtected] = spec.validations.map(({ expression }) => expression);
    expect(byCollector).toContain('kube-system:generic-garbage-collector');
    expect(ofProtected).toContain("contains('Delete=false')");
    expect(policyOf('application-sets')).toBeUndefined();
  });

  it('matches every change of the status alone', () => {
    expect(policyOf('request-status').spec.matchConstraints.resourceRules).toEqual([
      {
        apiGroups: ['platform.infraforge.io'],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['greetings/status'],
      },
    ]);
  });

  it.each(definitions)(
    'permits the ServiceAccounts of the pipelines of $kind, and no other',
    (definition) => {
      const { spec } = derivePromise(definition, {
        image: 'x',
        version: '1.0.0',
      }) as unknown as PromiseObject;
      // Kratix would run all pipelines in this namespace instead
      expect(spec.workflows).not.toHaveProperty('config');
      const accounts = Object.entries(spec.workflows.resource).flatMap(([action, pipelines]) =>
        pipelines.map((pipeline) =>
          pipelineAccount({ promise: definition.name, action: action as 'configure', pipeline }),
        ),
      );
      const policy = (deriveAdmissionPolicy(definition) as unknown as Policy[]).find(
        ({ metadata }) => metadata.name === `request-status.${definition.plural}.platform.infraforge.io`,
      )!;
      expect(variableOf(policy, 'pipelines')).toBe(
        `[${accounts.map((account) => `'system:serviceaccount:' + request.namespace + ':${account}'`).join(', ')}]`,
      );
    },
  );
});

interface PromiseObject {
  readonly spec: {
    readonly workflows: {
      readonly resource: Readonly<
        Record<string, readonly Parameters<typeof pipelineAccount>[0]['pipeline'][]>
      >;
    };
  };
}
