import { group, version } from '../api-version.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { removalText } from '../release/data-safety.ts';
import type { SchemaNode } from './open-api.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

/**
 * Derives the objects that make the API server refuse the loss of a protected service: a ValidatingAdmissionPolicy and
 * its binding (Kubernetes 1.30 or newer, "Validating Admission Policy").
 *
 * `status.releases[].protected` of the stored object decides, so that `deletionProtection: false` must be delivered
 * before a service can be removed. A rule of the CRD cannot express this: it would exceed its cost over two lists, and
 * rules are not evaluated on deletion.
 *
 * @returns the policy and the binding; nothing for a Promise without platform services
 */
export function deriveAdmissionPolicy({ plural, services }: PromiseDefinition): SchemaNode[] {
  if (services.length === 0) return [];
  const metadata = { name: `data-safety.${plural}.${group}` };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec: policySpec(plural, services) },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, validationActions: ['Deny'] },
    },
  ];
}

function policySpec(plural: string, services: readonly string[]): SchemaNode {
  return {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [group],
          apiVersions: [version],
          operations: ['UPDATE', 'DELETE'],
          // Without the subresource: the pipeline may write any status.
          resources: [plural],
        },
      ],
    },
    matchConditions: [
      // Kratix removes its finalizers with updates: a deletion in progress must be able to finish.
      { name: 'not-being-deleted', expression: '!has(oldObject.metadata.deletionTimestamp)' },
      {
        name: 'spec-removed-or-changed',
        expression: "request.operation == 'DELETE' || object.spec != oldObject.spec",
      },
    ],
    variables: [
      { name: 'status', expression: status },
      { name: 'protected', expression: protectedNames },
      { name: 'kept', expression: keptNames(services) },
      { name: 'lost', expression: 'variables.protected.filter(name, !(name in variables.kept))' },
    ],
    validations: [
      {
        expression: 'size(variables.lost) == 0',
        messageExpression: `'${removalText.before}' + variables.lost.join(', ') + '${removalText.after}'`,
        // Fallback if the names are too long for a message.
        message: 'Protected services would lose their data; set deletionProtection: false on them first',
        reason: 'Forbidden',
      },
    ],
  };
}

/** Status as a dynamic object, because the type checker finds no fields in it. Absent before the first delivery. */
const status = 'has(oldObject.status) ? dyn(oldObject.status) : dyn({})';

/**
 * Names of delivered protected releases. Malformed entries of the status are skipped, as in the pipeline: an error would
 * block every change of the request.
 */
const protectedNames = [
  'has(variables.status.releases) && type(variables.status.releases) == list',
  '? variables.status.releases.filter(release, type(release) == map',
  '&& has(release.name) && type(release.name) == string',
  '&& has(release.protected) && release.protected == true).map(release, release.name)',
  ': []',
].join(' ');

function keptNames(services: readonly string[]): string {
  const enabled = services.map(
    (list) =>
      `(has(object.spec.${list}) ? object.spec.${list} : []).filter(item, !has(item.enabled) || item.enabled).map(item, item.name)`,
  );
  return `request.operation == 'DELETE' ? [] : ${enabled.join(' + ')}`;
}
