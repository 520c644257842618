import { group, version } from '../api-version.ts';
import { kratixManagerUser, podOfUser, serviceAccountUser } from '../kratix/accounts.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { contentText, removalText } from '../release/data-safety.ts';
import type { ItemContents } from '../release/item-contents.ts';
import { defaultPlatformNamespace, foreignNamespaceText } from '../release/platform-namespace.ts';
import { boundServices } from './bound-services.ts';
import { pipelineAccounts } from './derive-promise.ts';
import type { SchemaNode } from './open-api.ts';

const apiVersion = 'admissionregistration.k8s.io/v1';

/** Each request of the Promise in the namespace of the object, in turn; none is fine. */
const eachRequest = { selector: {}, parameterNotFoundAction: 'Allow' };

/**
 * Derives the objects with which the API server protects the requests of a Promise: for each rule a
 * ValidatingAdmissionPolicy and its binding (Kubernetes 1.30 or newer, "Validating Admission Policy").
 *
 * - `data-safety`, for a Promise whose releases hold data: see {@link dataSafety}.
 * - `bound-services`, for a Promise whose releases use services of other requests: see {@link boundServices}.
 * - `request-status`, for every Promise: see {@link requestStatus}.
 * - `platform-namespace`, for a Promise that declares platforms: see {@link platformNamespacePolicy}.
 */
export function deriveAdmissionPolicy(definition: PromiseDefinition): SchemaNode[] {
  const { plural, protectedLists, bindsServices, platform } = definition;
  return [
    ...(protectedLists.length === 0
      ? []
      : policy(`data-safety.${plural}.${group}`, dataSafety(plural, definition))),
    ...(bindsServices
      ? policy(`bound-services.${plural}.${group}`, boundServices(definition), { paramRef: eachRequest })
      : []),
    ...policy(`request-status.${plural}.${group}`, requestStatus(definition)),
    ...(platform === undefined
      ? []
      : policy(`platform-namespace.${plural}.${group}`, platformNamespacePolicy(plural))),
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

function matching(resource: string, operations: readonly string[]): SchemaNode {
  return {
    resourceRules: [{ apiGroups: [group], apiVersions: [version], operations, resources: [resource] }],
  };
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
 * execute a command in one: such a pod has the identity of the pipeline. Requests therefore belong into namespaces
 * without workloads, where teams have the ClusterRole `infraforge-requester` and not `edit`.
 */
function requestStatus(definition: PromiseDefinition): SchemaNode {
  const pipelines = pipelineAccounts(definition).map(
    (account) => `'${serviceAccountUser({ namespace: "' + request.namespace + '", account })}'`,
  );
  return {
    matchConstraints: matching(`${definition.plural}/status`, ['CREATE', 'UPDATE']),
    variables: [
      { name: 'pipelines', expression: `[${pipelines.join(', ')}]` },
      {
        name: 'isPod',
        expression: `has(request.userInfo.extra) && '${podOfUser}' in request.userInfo.extra`,
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

/** Returns the policy that refuses to create a BootstrapClaim outside of the platform's namespace. */
function platformNamespacePolicy(plural: string): SchemaNode {
  const { before, between, after } = foreignNamespaceText;
  const name = `variables.${platformNamespaceOfPolicy}`;
  return {
    matchConstraints: matching(plural, ['CREATE']),
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

/**
 * Returns the policy that refuses the loss of a protected release.
 *
 * `status.releases[].protected` of the stored object decides, so that `deletionProtection: false` must be delivered
 * before a release can be removed. A rule of the CRD cannot express this: it would exceed its cost over two lists, and
 * rules are not evaluated on deletion.
 */
function dataSafety(plural: string, { protectedLists, contents }: PromiseDefinition): SchemaNode {
  const inside = contents?.() ?? [];
  return {
    // Without the subresource: a status may always change.
    matchConstraints: matching(plural, ['UPDATE', 'DELETE']),
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
      { name: 'kept', expression: keptNames(protectedLists) },
      { name: 'lost', expression: 'variables.protected.filter(name, !(name in variables.kept))' },
      ...(inside.length === 0 ? [] : contentVariables(protectedLists, inside)),
    ],
    validations: [
      {
        expression: 'size(variables.lost) == 0',
        messageExpression: `'${removalText.before}' + variables.lost.join(', ') + '${removalText.after}'`,
        // Fallback if the names are too long for a message.
        message: 'Protected releases would lose their data; set deletionProtection: false on them first',
        reason: 'Forbidden',
      },
      ...(inside.length === 0 ? [] : [contentValidation]),
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

/** Returns CEL for the names of the enabled items. An item with the name of a former item of another list does not keep it. */
function keptNames(lists: readonly string[]): string {
  const itemsIn = (object: string, list: string): string =>
    `(has(${object}.spec.${list}) ? ${object}.spec.${list} : [])`;
  const enabled = lists.map((list) => {
    const others = lists
      .filter((other) => other !== list)
      .map((other) => ` && !${itemsIn('oldObject', other)}.exists(old, old.name == item.name)`);
    const isKept = `(!has(item.enabled) || item.enabled)${others.join('')}`;
    return `${itemsIn('object', list)}.filter(item, ${isKept}).map(item, item.name)`;
  });
  return `request.operation == 'DELETE' ? [] : ${enabled.join(' + ')}`;
}

/** Number of names inside of releases that an expression can compare within its budget. The pipeline compares any number. */
const comparedContents = 1000;

const contentValidation = {
  expression: 'size(variables.lostInside) == 0',
  messageExpression: `'${contentText.before}' + variables.lostInside.join(', ') + '${contentText.after}'`,
  // Fallback if the names are too long for a message.
  message: 'Protected releases would lose data inside; set deletionProtection: false on them first',
  reason: 'Forbidden',
};

/**
 * Returns the variables for what protected releases hold: the delivered names that a field of the new spec no longer lists.
 * Names that free values or the platform set are left to the pipeline, which merges them.
 */
function contentVariables(lists: readonly string[], contents: readonly ItemContents[]): SchemaNode[] {
  return [
    { name: 'holders', expression: holders },
    {
      name: 'countedHolders',
      expression: `variables.holders.map(release, size(release.contents)).sum() > ${comparedContents} ? [] : variables.holders`,
    },
    { name: 'items', expression: `request.operation == 'DELETE' ? [] : ${itemsOf('object', lists)}` },
    { name: 'oldItems', expression: itemsOf('oldObject', lists) },
    { name: 'lostInside', expression: contents.map(lostContents).join(' + ') },
  ];
}

/** Delivered protected releases with names of what they hold. Malformed entries are skipped. */
const holders = [
  'has(variables.status.releases) && type(variables.status.releases) == list',
  '? variables.status.releases.filter(release, type(release) == map',
  '&& has(release.name) && type(release.name) == string',
  '&& has(release.protected) && release.protected == true',
  '&& has(release.contents) && type(release.contents) == list)',
  ': []',
].join(' ');

function itemsOf(object: string, all: readonly string[]): string {
  const lists = all.map((list) => `(has(${object}.spec.${list}) ? dyn(${object}.spec.${list}) : dyn([]))`);
  return lists.join(' + ');
}

/** Returns CEL for the lost names of one list, a text for each release. */
function lostContents({ block, list, kind, name = 'entry.name', where }: ItemContents): string {
  const fields = block === undefined ? [list] : [block, list];
  const pathOf = (item: string): string => [item, ...fields].join('.');
  const has = (item: string): string =>
    fields.map((_, index) => `has(${[item, ...fields.slice(0, index + 1)].join('.')})`).join(' && ');
  const wasListed = `variables.oldItems.exists(old, old.name == item.name && ${has('old')})`;
  const isInValues = `has(item.values) && ${has('item.values')}`;
  // A field that is gone lists nothing, unless free values replace it.
  const isListed = `(${has('item')}) || (!(${isInValues}) && ${wasListed})`;
  const entries = `(${has('item')} ? ${pathOf('item')} : [])${where === undefined ? '' : `.filter(entry, ${where})`}`;
  const kept = `${entries}.map(entry, '${kind}/' + ${name})`;
  const isLost = `type(content) == string && content.startsWith('${kind}/') && !(content.split(' ')[0] in kept)`;
  return [
    'variables.items.filter(item, variables.countedHolders.exists(release, release.name == item.name)',
    `&& (!has(item.enabled) || item.enabled) && (${isListed}))`,
    // a list of one element is a variable
    `.map(item, [${kept}].map(kept, variables.countedHolders.filter(release, release.name == item.name)[0].contents`,
    `.filter(content, ${isLost}).map(content, content.split(' ')[0] + ' of ' + item.name))[0])`,
    ".filter(names, size(names) > 0).map(names, names.join(', '))",
  ].join(' ');
}
