import { labelValue } from './label-value.ts';

/** Reference to the group of entities without a team. */
export const noOwnerGroup = 'group:default/unowned';

/**
 * Returns the reference to the group of a team in the catalog of Backstage; undefined if its name has no valid character.
 * The owner of an entity and the right to change a request depend on it.
 */
export function ownerGroup(team: string): string | undefined {
  const name = labelValue(team).toLowerCase();
  return name === '' ? undefined : `group:default/${name}`;
}
