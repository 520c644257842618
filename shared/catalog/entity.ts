import type { Values } from '../helm/chart.ts';

/** API version of the entities of a catalog (Backstage, "Descriptor Format of Catalog Entities"). */
export const entityApiVersion = 'backstage.io/v1alpha1';

/** Owner of the entities of Promises and platforms. */
export const platformTeam = 'group:default/platform-team';

/** `spec.type` of the entity of an environment, by which forms list the environments. */
export const environmentType = 'infraforge-environment';

/** Identity of an entity. */
export interface EntityIdentity {
  readonly kind: 'Component' | 'Domain' | 'Resource' | 'System';
  readonly namespace: string;
  readonly name: string;
}

/** Entity of a catalog. */
export interface Entity {
  readonly apiVersion: typeof entityApiVersion;
  readonly kind: EntityIdentity['kind'];
  readonly metadata: Values;
  readonly spec: Values;
}

/** Maximum length of the name and the namespace of an entity (catalog-model, `KubernetesValidatorFunctions`). */
const maxNameLength = 63;

/** Returns the full reference to an entity: a short one refers to the namespace of the entity that has it. */
export function entityReference({ kind, namespace, name }: EntityIdentity): string {
  return `${kind.toLowerCase()}:${namespace}/${name}`;
}

/** Limits text to a length in characters: longer text is cut, and ends in a hash of the whole text. */
export function cutText(text: string, limit: number = maxNameLength): string {
  if (text.length <= limit) return text;
  const hash = hashOf(text);
  const start = text.slice(0, limit - hash.length - 1).replace(/[^a-z0-9]+$/, '');
  return `${start}-${hash}`;
}

/** Returns a hash (FNV-1a with 64 bits). Loading node:crypto would take longer than everything else of a catalog. */
function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(36);
}

/** Returns the tags that the catalog accepts, without duplicates (catalog-model, `isValidTag`). */
export function validTags(tags: readonly string[]): string[] {
  return [...new Set(tags)].filter(
    (tag) => tag.length <= maxNameLength && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(tag),
  );
}
