import type { PromiseDefinition } from '../../promise/define-promise.ts';
import { inWords } from './words.ts';

/** Annotation of an entity whose documentation is beside it. */
export const techDocs: Readonly<Record<string, string>> = { 'backstage.io/techdocs-ref': 'dir:.' };

/** Returns the title of a Promise's entities: its kind in words. */
export function titleOf({ kind }: Pick<PromiseDefinition, 'kind'>): string {
  return inWords(kind);
}
