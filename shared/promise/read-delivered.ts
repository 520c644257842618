import { isRecord } from '../is-record.ts';
import type { KubernetesObject } from '../kubernetes-object.ts';
import type { DeliveredBinding, DeliveredRelease } from '../release/existing-request.ts';
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
    bindings,
    platform: written,
  } = (isRecord(object.status) ? object.status : {}) as Status;
  const platform = written === undefined ? undefined : readPlatform(written);
  return {
    releases: Array.isArray(releases) ? releases.filter(isRelease).map(withoutObjects) : [],
    ...(typeof environment === 'string' ? { environment } : {}),
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...(isStringList(archives) ? { archives } : {}),
    ...(Array.isArray(bindings) && bindings.length > 0 ? { bindings: bindings.filter(isBinding) } : {}),
    ...(platform === undefined ? {} : { platform }),
  };
}

type Status = { readonly [key in keyof Request<unknown>['delivered']]?: unknown };

function isRelease(entry: unknown): entry is DeliveredRelease {
  return isRecord(entry) && typeof entry['name'] === 'string' && typeof entry['namespace'] === 'string';
}

function isBinding(entry: unknown): entry is DeliveredBinding {
  const keys = ['application', 'service', 'namespace'];
  return isRecord(entry) && keys.every((key) => typeof entry[key] === 'string');
}

/** Facts of a release that are lists of strings, and that later runs read. */
const listFacts: readonly string[] = ['urls', 'contents', 'resolvedImages'];

/** Facts of a release that are objects of strings, and that later runs read. */
const mapFacts: readonly string[] = ['facts', 'secretKeys', 'amounts', 'quota', 'limits'];

/** Returns a release without any other object or list. */
function withoutObjects(release: DeliveredRelease): DeliveredRelease {
  const fields = Object.entries(release).filter(([key, value]) => {
    if (listFacts.includes(key)) return isStringList(value);
    if (mapFacts.includes(key)) return isRecord(value) && isStringList(Object.values(value));
    return typeof value !== 'object';
  });
  return Object.fromEntries(fields) as unknown as DeliveredRelease;
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
