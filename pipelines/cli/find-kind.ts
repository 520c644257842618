import { definitions } from '../../promises/index.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';

/** Returns the definition of a kind, by its kind, Promise, plural or short name in any case; undefined for another name. */
export function findKind(name: string): PromiseDefinition | undefined {
  const wanted = name.toLowerCase();
  return definitions.find((definition) => kindNames(definition).some((one) => one.toLowerCase() === wanted));
}

/** Returns the names of a kind: its kind, Promise, plural and short names. */
export function kindNames({ kind, name, plural, shortNames }: PromiseDefinition): string[] {
  return [kind, name, plural, ...shortNames];
}
