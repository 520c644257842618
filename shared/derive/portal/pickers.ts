import type { SchemaNode } from '../open-api.ts';

/** `spec.type` of the catalog entity of an environment. */
const environmentType = 'infraforge-environment';

/** Types of the catalog entities of services. */
const serviceTypes = ['database', 'cache', 'queue'];

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
      catalogFilter: { kind: 'Resource', 'spec.type': serviceTypes },
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
