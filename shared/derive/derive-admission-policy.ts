import { group } from '../api-version.ts';
import { kratixManagerUser, podNameAttribute, serviceAccountUser } from '../kratix/accounts.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { defaultPlatformNamespace, foreignNamespaceText } from '../release/platform-namespace.ts';
import { applicationSetsPolicy } from './application-sets-policy.ts';
import { boundServicesPolicy } from './bound-services-policy.ts';
import { dataSafetyPolicy } from './data-safety-policy.ts';
import { pipelineAccounts } from './derive-promise.ts';
import { matchRequests } from './match-requests.ts';
import type { SchemaNode } from './open-api.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

/** Evaluates the policy for each request of the Promise in the namespace of the object, and allows if there is none. */
const eachRequest = { selector: {}, parameterNotFoundAction: 'Allow' };

/**
 * Derives the objects with which the API server protects the requests of a Promise: for each rule a
 * ValidatingAdmissionPolicy and its binding (Kubernetes 1.30 or newer, "Validating Admission Policy").
 *
 * - `data-safety`, for a Promise whose releases hold data: see {@link dataSafetyPolicy}.
 * - `bound-services`, for a Promise whose releases use services of other requests: see {@link boundServicesPolicy}.
 * - `request-status`, for every Promise: see {@link requestStatusPolicy}.
 * - `platform-namespace`, for a Promise that declares platforms: see {@link platformNamespacePolicy}.
 * - `application-sets`, for the same Promise: see {@link applicationSetsPolicy}.
 */
export function deriveAdmissionPolicy(definition: PromiseDefinition): SchemaNode[] {
  const { plural, protectedItems, bindsServices, platform } = definition;
  return [
    ...(protectedItems.length === 0
      ? []
      : policy(`data-safety.${plural}.${group}`, dataSafetyPolicy(plural, definition))),
    ...(bindsServices
      ? policy(`bound-services.${plural}.${group}`, boundServicesPolicy(definition), {
          paramRef: eachRequest,
        })
      : []),
    ...policy(`request-status.${plural}.${group}`, requestStatusPolicy(definition)),
    ...(platform === undefined
      ? []
      : [
          ...policy(`platform-namespace.${plural}.${group}`, platformNamespacePolicy(plural)),
          ...policy(`application-sets.${plural}.${group}`, applicationSetsPolicy()),
        ]),
  ];
}

function policy(name: string, spec: SchemaNode, bindingSpec: SchemaNode = {}): SchemaNode[] {
  const metadata = { name };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec: { failurePolicy: 'Fail', ...spec } },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: name, ...bindingSpec, validationActions: ['Deny'] },
    },
  ];
}

/**
 * Returns the policy that lets only Kratix write a request's status. The status is evidence: it decides who owns a name,
 * which release is protected, and which platform exists.
 *
 * Kratix writes it with two identities (syntasso/kratix at ae170e22e974): its manager (`internal/controller`,
 * `lib/workflow`), and the container `status-writer` of a pipeline's pod (`work-creator/cmd/update_status.go`), as the
 * pipeline's ServiceAccount in the request's namespace. The second one must come from a pod. So neither the
 * permission to impersonate ServiceAccounts nor a token without a pod suffices; the ClusterRole `edit` grants both.
 * No controller of Kubernetes writes the status of a custom resource: garbage collection and storage migration do not.
 *
 * The policy does not stop a user who can start a pod as that ServiceAccount in the request's namespace, or who can
 * execute a command in one: such a pod has the identity of the pipeline. Requests therefore belong in namespaces
 * without workloads, where teams have the ClusterRole `infraforge-requester` and not `edit`.
 */
function requestStatusPolicy(definition: PromiseDefinition): SchemaNode {
  const pipelines = pipelineAccounts(definition).map(
    (account) => `'${serviceAccountUser({ namespace: "' + request.namespace + '", account })}'`,
  );
  return {
    matchConstraints: matchRequests(`${definition.plural}/status`, ['CREATE', 'UPDATE']),
    variables: [
      { name: 'pipelines', expression: `[${pipelines.join(', ')}]` },
      {
        name: 'isPod',
        expression: `has(request.userInfo.extra) && '${podNameAttribute}' in request.userInfo.extra`,
      },
    ],
    validations: [
      {
        expression: [
          `request.userInfo.username == '${kratixManagerUser}'`,
          '|| (variables.isPod && request.userInfo.username in variables.pipelines)',
        ].join(' '),
        messageExpression: `'Only Kratix can write the status of a request: found user "' + request.userInfo.username + '"; change the spec instead'`,
        // Fallback if the name is too long for a message.
        message: 'Only Kratix can write the status of a request; change the spec instead',
        reason: 'Forbidden',
      },
    ],
  };
}

/** Variable of the policy `platform-namespace`, whose value an installation may replace. */
export const platformNamespaceOfPolicy = 'platformNamespace';

/** Returns the policy that refuses to create a BootstrapClaim outside the platform's namespace. */
function platformNamespacePolicy(plural: string): SchemaNode {
  const { before, between, after } = foreignNamespaceText;
  const name = `variables.${platformNamespaceOfPolicy}`;
  return {
    matchConstraints: matchRequests(plural, ['CREATE']),
    variables: [{ name: platformNamespaceOfPolicy, expression: `'${defaultPlatformNamespace}'` }],
    validations: [
      {
        expression: `request.namespace == ${name}`,
        messageExpression: `'${before}' + request.namespace + '${between}' + ${name} + '${after}'`,
        reason: 'Forbidden',
      },
    ],
  };
}
