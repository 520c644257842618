import type { PromiseDefinition } from '../../promise/define-promise.ts';
import type { SchemaNode } from '../open-api.ts';
import { parameter } from './derive-template.ts';
import { softwareTemplate } from './software-template.ts';

/** Derives the template that deletes a request. One is enough: its form is the same for every kind. */
export function deriveDeleteTemplate(definitions: readonly PromiseDefinition[]): SchemaNode {
  const text = (title: string, description: string): SchemaNode => ({ type: 'string', title, description });
  return softwareTemplate({
    metadata: {
      name: 'infraforge-delete',
      title: 'Delete a request',
      description: 'Shows what a deletion removes, and deletes a request',
      tags: ['infraforge'],
    },
    type: 'infraforge-request',
    parameters: [
      {
        title: 'Request',
        required: ['kind', 'requestNamespace', 'requestName'],
        properties: {
          kind: {
            ...text('Kind', 'Kind of the request'),
            enum: definitions.map(({ kind }) => kind).toSorted(),
          },
          requestNamespace: text('Namespace of the request', 'Namespace of the object in Kubernetes'),
          requestName: text('Name of the request', 'Name of the object in Kubernetes'),
          confirmation: text(
            'Confirmation',
            'Name of the request again. Leave it empty to only see what the deletion removes',
          ),
        },
      },
    ],
    button: 'Delete',
    step: {
      id: 'delete',
      name: 'Delete the request',
      action: 'infraforge:delete',
      input: {
        kind: parameter('kind'),
        name: parameter('requestName'),
        namespace: parameter('requestNamespace'),
        confirmation: parameter('confirmation'),
      },
    },
    output: { 'Answer of the platform': 'message', 'Releases of the request': 'releases' },
  });
}
