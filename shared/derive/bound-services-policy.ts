import { group, version } from '../api-version.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import type { SchemaNode } from './open-api.ts';

/**
 * Returns the policy that refuses to delete a request of any kind while requests of this Promise use its services.
 *
 * A parameter of the policy is a request that may use services: `status.bindings[]` says which it uses. The API server
 * evaluates the policy once for each of them in the namespace of the deleted request. It cannot look into other
 * namespaces: a binding of the policy without a namespace takes that of the object (Kubernetes, "Validating Admission
 * Policy", "Parameter resources"). A delete pipeline could, but it would keep a namespace from being deleted: Kratix
 * starts no pod in a namespace that is being deleted.
 *
 * Requests that are being deleted themselves do not count, so that a namespace can be deleted with everything in it.
 */
export function boundServicesPolicy({ kind }: Pick<PromiseDefinition, 'kind'>): SchemaNode {
  return {
    // An API server that does not know the kind yet must not refuse every deletion.
    failurePolicy: 'Ignore',
    paramKind: { apiVersion: `${group}/${version}`, kind },
    matchConstraints: {
      resourceRules: [
        { apiGroups: [group], apiVersions: [version], operations: ['DELETE'], resources: ['*'] },
      ],
    },
    matchConditions: [
      { name: 'not-being-deleted', expression: '!has(oldObject.metadata.deletionTimestamp)' },
    ],
    variables: [
      {
        name: 'deleted',
        expression: "request.kind.kind + ' ' + request.namespace + '/' + oldObject.metadata.name",
      },
      {
        name: 'status',
        expression:
          'has(params.metadata.deletionTimestamp) || !has(params.status) ? dyn({}) : dyn(params.status)',
      },
      { name: 'uses', expression: uses },
    ],
    validations: [
      {
        expression: 'size(variables.uses) == 0',
        messageExpression: `'Services are in use by ${kind} ' + params.metadata.namespace + '/' + params.metadata.name + ': ' + variables.uses.join(', ') + '; ${hint}'`,
        // Fallback if the names are too long for a message.
        message: `Services are in use by another ${kind}; ${hint}`,
        reason: 'Forbidden',
      },
    ],
  };
}

const hint = 'remove them there first, or delete that request';

/** Services of the deleted request with the applications that use them. Malformed entries of the status are skipped. */
const uses = [
  'has(variables.status.bindings) && type(variables.status.bindings) == list',
  '? variables.status.bindings.filter(binding, type(binding) == map',
  '&& has(binding.request) && binding.request == variables.deleted',
  '&& has(binding.service) && type(binding.service) == string',
  '&& has(binding.application) && type(binding.application) == string)',
  ".map(binding, binding.service + ' (' + binding.application + ')')",
  ': []',
].join(' ');
