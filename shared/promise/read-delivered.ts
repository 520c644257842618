import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { DeliveredRelease } from '../release/existing-request.ts';
import type { Platform } from '../release/platform.ts';
import type { Request } from './define-promise.ts';

/**
 * Reads the delivered releases, environment and platform from an object's status. Other clients can change a status:
 * malformed entries are skipped, so that one broken object does not block other requests.
 */
export function readDelivered(object: KubernetesObject): Request<unknown>['delivered'] {
  const { releases, environment, platform } = (isRecord(object.status) ? object.status : {}) as Status;
  return {
    releases: Array.isArray(releases) ? releases.filter(isRelease) : [],
    ...(typeof environment === 'string' ? { environment } : {}),
    ...(isPlatform(platform) ? { platform: withStateStore(platform) } : {}),
  };
}

type Status = { readonly [key in keyof Request<unknown>['delivered']]?: unknown };

function isRelease(entry: unknown): entry is DeliveredRelease {
  return isRecord(entry) && typeof entry['name'] === 'string' && typeof entry['namespace'] === 'string';
}

function isPlatform(value: unknown): value is Platform {
  return isRecord(value) && isRecord(value['gitOps']) && Array.isArray(value['gitOps']['environments']);
}

/** Accepts `repositories.voltran`, the former name of `stateStore`, in a status that an older image wrote. */
function withStateStore(platform: Platform): Platform {
  const { voltran } = (platform.repositories ?? {}) as { readonly voltran?: string };
  return voltran === undefined ? platform : { ...platform, repositories: { stateStore: voltran } };
}
