import { group, version } from '../api-version.ts';
import type { SchemaNode } from './open-api.ts';

/** Returns the constraints of a policy for operations on requests of one kind. */
export function matchRequests(resource: string, operations: readonly string[]): SchemaNode {
  return {
    resourceRules: [{ apiGroups: [group], apiVersions: [version], operations, resources: [resource] }],
  };
}
