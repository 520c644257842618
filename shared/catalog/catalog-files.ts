import type { Platform } from '../release/platform.ts';
import type { RequestReference } from '../release/request-reference.ts';
import { catalogFolder } from '../release/state-store.ts';
import { printYaml } from '../yaml.ts';
import { cutText, type Entity } from './entity.ts';
import { platformEntities } from './platform-entities.ts';
import { type DeliveredRequest, requestEntities } from './request-entities.ts';

/** File in the state store. */
type CatalogFile = readonly [path: string, content: string];

/** Returns the file with the entities of a delivered request. */
export function requestCatalog(delivered: DeliveredRequest): CatalogFile {
  return catalogFile(delivered, requestEntities(delivered));
}

/** Returns the file with the entities of a platform, which the entities of its requests refer to. */
export function platformCatalog(
  platform: Platform,
  source: Pick<DeliveredRequest, 'promise' | 'request'>,
): CatalogFile {
  return catalogFile(source, platformEntities(platform, source.request));
}

/** Longest name of a file without `.yaml`, in characters. */
const maxFileName = 250;

function catalogFile(
  { promise, request }: { readonly promise: string; readonly request: RequestReference },
  entities: readonly Entity[],
): CatalogFile {
  const path = `${catalogFolder}/${promise}/${request.namespace}/${cutText(request.name, maxFileName)}.yaml`;
  return [path, entities.map((entity) => `---\n${printYaml(entity)}`).join('')];
}
