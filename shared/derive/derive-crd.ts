import { group, type PromiseDefinition, version } from '../promise/define-promise.ts';
import { deriveOpenApi, type SchemaNode } from './open-api.ts';

/** What lists the requests of every kind. A category called like a kind would make that kind unaddressable by name. */
export const requestsCategory = 'infraforge-requests';

/** Columns that every kind has. A CRD that brings columns gets none from Kratix, so STATUS is ours to bring. */
const ownColumns = [
  { name: 'Status', type: 'string', jsonPath: '.status.message' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

/**
 * Derives the CustomResourceDefinition of a Promise (apiextensions.k8s.io/v1).
 *
 * @throws Error where the schema has a shape that no CRD can hold
 */
export function deriveCrd(definition: PromiseDefinition): SchemaNode {
  const { kind, plural, shortNames, columns } = definition;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        categories: [requestsCategory],
        ...(shortNames.length > 0 ? { shortNames } : {}),
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [...columns, ...ownColumns],
          schema: { openAPIV3Schema: rootSchema(definition) },
        },
      ],
    },
  };
}

function rootSchema(definition: PromiseDefinition): SchemaNode {
  return {
    type: 'object',
    description: definition.summary,
    required: ['spec'],
    properties: {
      spec: {
        ...deriveOpenApi(definition.schema()),
        description: `What is asked for: ${lowerFirst(definition.summary)}`,
      },
      // Kratix replaces the status schema by a free one; without it a plain API server would drop the status.
      status: {
        type: 'object',
        description: 'What is delivered, written by the pipeline and by Kratix',
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  };
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
