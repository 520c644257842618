import { isRecord } from '../is-record.ts';
import { noOwnerGroup } from '../owner-group.ts';

/** Location of the entity that the package itself adds. */
const location = 'infraforge:unowned';

/**
 * Returns the Group of entities without a team if one of the entities belongs to it. Without the
 * Group, the page of each such entity would warn about a missing owner.
 */
export function unownedGroup(entities: readonly object[]): object[] {
  const isUnowned = (entity: Record<string, unknown>): boolean =>
    isRecord(entity['spec']) && entity['spec']['owner'] === noOwnerGroup;
  if (!entities.filter(isRecord).some(isUnowned)) return [];
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: {
        name: 'unowned',
        title: 'Without a team',
        description: 'Applications and services whose request names no team in owner.team',
        annotations: {
          'backstage.io/managed-by-location': location,
          'backstage.io/managed-by-origin-location': location,
        },
      },
      spec: { type: 'team', children: [] },
    },
  ];
}
