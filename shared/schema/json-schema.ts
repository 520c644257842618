import { isRecord } from '../is-record.ts';

/** JSON Schema object (draft-07 section 4.3) with untrusted content. */
export interface JSONSchema {
  readonly [keyword: string]: unknown;
}

/** Returns true for a schema object, as opposed to the boolean schemas. */
export function isSchema(value: unknown): value is JSONSchema {
  return isRecord(value);
}

/** Resolves a JSON Pointer fragment (RFC 6901 section 6) such as `#/definitions/image`; undefined if nothing is found. */
export function resolvePointer(root: unknown, fragment: string): unknown {
  if (!/^#(?:\/|$)/.test(fragment)) return undefined;
  return pointerSteps(fragment.slice(1)).reduce<unknown>((at, step) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    return (at as JSONSchema)[step];
  }, root);
}

/** Decodes a step of a JSON Pointer without percent escapes. */
export function decodeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Returns the JSON Pointer to a step below another one. */
export function pointerOf(pointer: string, step: string): string {
  return `${pointer}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Encodes a JSON Pointer for a URI fragment (RFC 6901 section 6). */
export function encodePointer(pointer: string): string {
  return pointer.split('/').map(encodeURIComponent).join('/');
}

/** Splits a JSON Pointer (RFC 6901 section 3) into its steps and decodes percent escapes. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decodeStep(decodePercent(step)));
}

/** Decodes percent escapes; returns a text unchanged if they are not UTF-8. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
