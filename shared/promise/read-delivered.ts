import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { DeliveredRelease } from '../release/existing-request.ts';
import { readPlatform } from '../release/read-platform.ts';
import type { Request } from './define-promise.ts';

/**
 * Reads the delivered releases, environment, tenant and platform from an object's status. Other clients can change a status:
 * malformed entries and fields are skipped, so that one broken object does not block other requests.
 */
export function readDelivered(object: KubernetesObject): Request<unknown>['delivered'] {
  const {
    releases,
    environment,
    tenant,
    archives,
    platform: written,
  } = (isRecord(object.status) ? object.status : {}) as Status;
  const platform = written === undefined ? undefined : readPlatform(written);
  return {
    releases: Array.isArray(releases) ? releases.filter(isRelease).map(withoutObjects) : [],
    ...(typeof environment === 'string' ? { environment } : {}),
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...(isStringList(archives) ? { archives } : {}),
    ...(platform === undefined ? {} : { platform }),
  };
}

type Status = { readonly [key in keyof Request<unknown>['delivered']]?: unknown };

function isRelease(entry: unknown): entry is DeliveredRelease {
  return isRecord(entry) && typeof entry['name'] === 'string' && typeof entry['namespace'] === 'string';
}

/** Facts of a release that are lists of strings, and that later runs read. */
const lists: readonly string[] = ['urls', 'contents'];

/** Returns a release without objects and other lists. */
function withoutObjects(release: DeliveredRelease): DeliveredRelease {
  const fields = Object.entries(release).filter(([key, value]) =>
    lists.includes(key) ? isStringList(value) : typeof value !== 'object',
  );
  return Object.fromEntries(fields) as unknown as DeliveredRelease;
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
