import type { ItemField, PromiseDefinition } from '../promise/define-promise.ts';
import { contentText, removalText } from '../release/data-safety.ts';
import type { ItemContents } from '../release/item-contents.ts';
import { matchRequests } from './match-requests.ts';
import type { SchemaNode } from './open-api.ts';

/**
 * Returns the policy that refuses the loss of a protected release.
 *
 * `status.releases[].protected` of the stored object decides, so that `deletionProtection: false` must be delivered
 * before a release can be removed. A rule of the CRD cannot express this: it would exceed its cost over two lists, and
 * rules are not evaluated on deletion.
 */
export function dataSafetyPolicy(
  plural: string,
  { protectedItems, contents }: PromiseDefinition,
): SchemaNode {
  const inside = contents?.() ?? [];
  return {
    // Without the subresource: a status may always change.
    matchConstraints: matchRequests(plural, ['UPDATE', 'DELETE']),
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
      { name: 'kept', expression: keptNames(protectedItems) },
      { name: 'lost', expression: 'variables.protected.filter(name, !(name in variables.kept))' },
      ...(inside.length === 0 ? [] : contentVariables(protectedItems, inside)),
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

/**
 * Returns CEL for the names of the enabled items. An item with the name of a former item of another list does not keep it,
 * unless both lists ask for the same services.
 */
function keptNames(itemFields: readonly ItemField[]): string {
  const enabled = itemFields.map((field) => {
    const { name = nameOfItem } = field;
    const others = itemFields
      .filter((other) => other !== field && [field, other].every((one) => one.name === undefined))
      .map((other) => ` && !${itemsIn('oldObject', other)}.exists(old, old.name == item.name)`);
    const isKept = `(!has(item.enabled) || item.enabled)${others.join('')}`;
    return `${itemsIn('object', field)}.filter(item, ${isKept}).map(item, ${name('object', 'item')})`;
  });
  return `request.operation == 'DELETE' ? [] : ${enabled.join(' + ')}`;
}

/** Returns CEL for the items of a field in an object: those of a list, or one object, or the whole spec. */
function itemsIn(objectName: string, { list, object }: ItemField): string {
  const field = list ?? object;
  if (field === undefined) return `[${objectName}.spec]`;
  const path = `${objectName}.spec.${field}`;
  return `(has(${path}) ? ${list === undefined ? `[${path}]` : path} : [])`;
}

const nameOfItem = (_object: string, item: string): string => `${item}.name`;

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
 * Returns the variables for the contents of protected releases: the delivered names that a field of the new spec no longer
 * lists. Names that free values or the platform set are left to the pipeline, which merges them.
 */
function contentVariables(all: readonly ItemField[], contents: readonly ItemContents[]): SchemaNode[] {
  const itemFields = all.filter(({ object }) => object === undefined);
  const nameOf = itemFields[0]?.name ?? nameOfItem;
  return [
    { name: 'holders', expression: holders },
    {
      name: 'countedHolders',
      expression: `variables.holders.map(release, size(release.contents)).sum() > ${comparedContents} ? [] : variables.holders`,
    },
    { name: 'items', expression: `request.operation == 'DELETE' ? [] : ${itemsOf('object', itemFields)}` },
    { name: 'oldItems', expression: itemsOf('oldObject', itemFields) },
    { name: 'lostInside', expression: contents.map((list) => lostContents(list, nameOf)).join(' + ') },
  ];
}

/** Delivered protected releases with the names of their contents. Malformed entries are skipped. */
const holders = [
  'has(variables.status.releases) && type(variables.status.releases) == list',
  '? variables.status.releases.filter(release, type(release) == map',
  '&& has(release.name) && type(release.name) == string',
  '&& has(release.protected) && release.protected == true',
  '&& has(release.contents) && type(release.contents) == list)',
  ': []',
].join(' ');

/** Returns CEL for the items of several fields, without types: lists of different items have no common one. */
function itemsOf(objectName: string, itemFields: readonly ItemField[]): string {
  const lists = itemFields.map((field) => {
    const path = `${objectName}.spec.${field.list}`;
    return field.list === undefined ? `[dyn(${objectName}.spec)]` : `(has(${path}) ? dyn(${path}) : dyn([]))`;
  });
  return lists.join(' + ');
}

/** Returns CEL for the lost names of one list, a text for each release. */
function lostContents(
  { block, list, kind, name = 'entry.name', where }: ItemContents,
  nameOf: NonNullable<ItemField['name']>,
): string {
  const own = nameOf('object', 'item');
  const fields = block === undefined ? [list] : [block, list];
  const pathOf = (item: string): string => [item, ...fields].join('.');
  const has = (item: string): string =>
    fields.map((_, index) => `has(${[item, ...fields.slice(0, index + 1)].join('.')})`).join(' && ');
  const wasListed = `variables.oldItems.exists(old, ${nameOf('oldObject', 'old')} == ${own} && ${has('old')})`;
  const isInValues = `has(item.values) && ${has('item.values')}`;
  // A field that is gone lists nothing, unless free values replace it.
  const isListed = `(${has('item')}) || (!(${isInValues}) && ${wasListed})`;
  const entries = `(${has('item')} ? ${pathOf('item')} : [])${where === undefined ? '' : `.filter(entry, ${where})`}`;
  const kept = `${entries}.map(entry, '${kind}/' + ${name})`;
  const isLost = `type(content) == string && content.startsWith('${kind}/') && !(content.split(' ')[0] in kept)`;
  return [
    `variables.items.filter(item, variables.countedHolders.exists(release, release.name == ${own})`,
    `&& (!has(item.enabled) || item.enabled) && (${isListed}))`,
    // CEL has no local variables: a `map()` over a list of one element binds one.
    `.map(item, [${kept}].map(kept, variables.countedHolders.filter(release, release.name == ${own})[0].contents`,
    `.filter(content, ${isLost}).map(content, content.split(' ')[0] + ' of ' + ${own}))[0])`,
    ".filter(names, size(names) > 0).map(names, names.join(', '))",
  ].join(' ');
}
