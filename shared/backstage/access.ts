import { isRecord } from '../is-record.ts';
import { ownerGroup } from '../owner-group.ts';
import type { RequestObject } from './kubernetes-proxy.ts';
import { requestedBy } from './send-request.ts';

/** User who is signed in to Backstage (backend-plugin-api, `BackstageUserInfo`). */
export interface Caller {
  readonly userEntityRef: string;
  /** The user and the groups of the user. */
  readonly ownershipEntityRefs: readonly string[];
}

/** Error of a user who may not do something. */
export class NotAllowedError extends Error {
  /** Backstage finds the HTTP status by this name (backend-defaults, error middleware). */
  override readonly name = 'NotAllowedError';
}

/**
 * Checks that a user may change a request: the user who created it in Backstage, the group of its owner, and the
 * administrators. Backstage has rights over all requests, so it must separate users itself.
 *
 * @param caller undefined for a service of Backstage, which may change every request
 * @param administrators references to users and groups
 * @throws NotAllowedError
 */
export function checkAccess(
  object: RequestObject,
  caller: Caller | undefined,
  administrators: readonly string[],
): void {
  if (caller === undefined) return;
  const creator = object.metadata.annotations?.[requestedBy];
  const group = groupOf(object.spec);
  const own = [caller.userEntityRef, ...caller.ownershipEntityRefs].map((reference) =>
    reference.toLowerCase(),
  );
  const allowed = [creator, group, ...administrators].flatMap((reference) => reference?.toLowerCase() ?? []);
  if (allowed.some((reference) => own.includes(reference))) return;
  const { name, namespace } = object.metadata;
  throw new NotAllowedError(
    `No access to ${object.kind} ${namespace}/${name}: ${caller.userEntityRef} neither created the request nor is in the group of its owner; ask ${allowed.join(' or ') || 'the platform team'}`,
  );
}

/** Returns the group of the team that owns a request. */
function groupOf(spec: unknown): string | undefined {
  const owner = isRecord(spec) ? spec['owner'] : undefined;
  const team = isRecord(owner) ? owner['team'] : undefined;
  return typeof team === 'string' ? ownerGroup(team) : undefined;
}
