import { describe, expect, it } from 'vitest';
import { greeting } from '../../test/support/greeting.ts';
import { deriveCrd } from './derive-crd.ts';
import { derivePromise } from './derive-promise.ts';

describe('deriveCrd()', () => {
  it('derives the names of the kind, with the common category', () => {
    expect(deriveCrd(greeting)).toMatchObject({
      metadata: { name: 'greetings.platform.infraforge.io' },
      spec: {
        group: 'platform.infraforge.io',
        scope: 'Namespaced',
        names: {
          kind: 'Greeting',
          listKind: 'GreetingList',
          plural: 'greetings',
          singular: 'greeting',
          categories: ['infraforge-requests'],
          shortNames: ['gr'],
        },
      },
    });
  });

  it('derives one version with printer columns and a status that preserves unknown fields', () => {
    const { spec } = deriveCrd(greeting) as { spec: { versions: [Record<string, never>] } };
    expect(spec.versions).toHaveLength(1);
    expect(spec.versions[0]).toMatchObject({
      name: 'v1',
      served: true,
      storage: true,
      subresources: { status: {} },
      additionalPrinterColumns: [
        { name: 'Environment', type: 'string', jsonPath: '.spec.environment' },
        { name: 'Status', type: 'string', jsonPath: '.status.message' },
        { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      ],
      schema: {
        openAPIV3Schema: {
          required: ['spec'],
          properties: { status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      },
    });
  });
});

describe('derivePromise()', () => {
  const derive = (hasDeletePipeline: boolean) =>
    derivePromise(
      { ...greeting, hasDeletePipeline },
      { image: 'registry.example.com/image:1.0.0', version: '1.0.0' },
    ) as {
      metadata: object;
      spec: { workflows: { resource: Record<string, [{ spec: Record<string, [Record<string, never>]> }]> } };
    };

  it('selects the default state store and sets the version', () => {
    expect(derive(false)).toMatchObject({
      apiVersion: 'platform.kratix.io/v1alpha1',
      metadata: { name: 'greeting', labels: { 'kratix.io/promise-version': '1.0.0' } },
      spec: { destinationSelectors: [{ matchLabels: { 'infraforge.io/state-store': 'default' } }] },
    });
  });

  it('derives a delete pipeline only if the definition has one', () => {
    expect(Object.keys(derive(false).spec.workflows.resource)).toEqual(['configure']);
    expect(Object.keys(derive(true).spec.workflows.resource)).toEqual(['configure', 'delete']);
  });

  it('runs the container without privileges, with a read-only root and optional mounts', () => {
    const { spec } = derive(false).spec.workflows.resource['configure']![0];
    expect(spec['containers']).toMatchObject([
      {
        image: 'registry.example.com/image:1.0.0',
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        env: [
          { name: 'INFRAFORGE_PLATFORM_NAMESPACE', value: 'infraforge-platform' },
          { name: 'GITHUB_TOKEN', valueFrom: { secretKeyRef: { optional: true } } },
        ],
      },
    ]);
    expect(spec['volumes']).toMatchObject([
      { secret: { optional: true } },
      { configMap: { optional: true } },
    ]);
  });

  it('grants only permission to list requests in every namespace', () => {
    const { spec } = derive(false).spec.workflows.resource['configure']![0];
    expect(spec['rbac']).toEqual({
      permissions: [
        { resourceNamespace: '*', apiGroups: ['platform.infraforge.io'], resources: ['*'], verbs: ['list'] },
      ],
    });
  });
});
