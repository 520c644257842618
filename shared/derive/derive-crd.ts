import { group, version } from '../api-version.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { invalidReleaseName } from '../promise/identity-messages.ts';
import { itemName, itemNameLimit, reservedItemName, reservedItemNameMessage } from '../release/names.ts';
import { deriveOpenApi, type SchemaNode } from './open-api.ts';

/** Category of every kind of request. Must not equal the name of a kind, which it would hide from kubectl. */
export const requestsCategory = 'infraforge-requests';

/** Columns of every kind. Kratix adds no columns to a CRD that has its own. */
const ownColumns = [
  { name: 'Status', type: 'string', jsonPath: '.status.message' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

/**
 * Derives the CustomResourceDefinition of a Promise (apiextensions.k8s.io/v1).
 *
 * @throws Error if the schema has a shape that a CRD does not support
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
    ...nameRules(definition),
    properties: {
      spec: {
        ...deriveOpenApi(definition.schema()),
        description: `Specification of the request: ${lowerFirst(definition.summary)}`,
      },
      // Kratix replaces this schema. Without it, an API server without Kratix would drop the status.
      status: {
        type: 'object',
        description: 'Result that the pipeline and Kratix report',
        'x-kubernetes-preserve-unknown-fields': true,
      },
    },
  };
}

/** Returns the rules of the name of a request that is one release. */
function nameRules({ items, nameLimit = itemNameLimit }: PromiseDefinition): SchemaNode {
  if (items !== undefined) return {};
  const name = 'self.metadata.name';
  return {
    'x-kubernetes-validations': [
      {
        rule: `size(${name}) <= ${nameLimit} && ${name}.matches('${itemName.source}')`,
        message: invalidReleaseName(nameLimit),
      },
      { rule: `${name} != '${reservedItemName}'`, message: reservedItemNameMessage },
    ],
  };
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
