import { environmentType } from '../../catalog/entity.ts';
import { serviceCatalogTypes } from '../../release/release.ts';
import type { SchemaNode } from '../open-api.ts';

/**
 * Fields that choose an entity of the catalog, by the `x-form` of a schema. Each also accepts a name that the catalog does
 * not have.
 */
export const pickers: Readonly<Record<string, SchemaNode>> = {
  environment: {
    type: 'string',
    'ui:field': 'EntityPicker',
    'ui:options': {
      catalogFilter: { kind: 'Resource', 'spec.type': environmentType },
      defaultKind: 'Resource',
      defaultNamespace: 'default',
    },
  },
  service: {
    type: 'string',
    'ui:field': 'EntityPicker',
    'ui:options': {
      catalogFilter: { kind: 'Resource', 'spec.type': [...serviceCatalogTypes] },
      defaultKind: 'Resource',
      defaultNamespace: 'default',
    },
  },
  team: {
    type: 'string',
    'ui:field': 'OwnerPicker',
    'ui:options': { catalogFilter: { kind: 'Group' }, allowArbitraryValues: true },
  },
};
