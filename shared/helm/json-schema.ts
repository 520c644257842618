/** An object of a JSON Schema (draft-07 section 4.3); everything in it is untrusted. */
export interface JSONSchema {
  readonly [keyword: string]: unknown;
}

/** True for a schema that is an object; `true` and `false` are schemas as well, and say nothing of places. */
export function isSchema(value: unknown): value is JSONSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a JSON Pointer fragment (RFC 6901 section 6) finds in this document: `#/definitions/image`; undefined for nothing. */
export function resolvePointer(root: unknown, fragment: string): unknown {
  if (!/^#(?:\/|$)/.test(fragment)) return undefined;
  return pointerSteps(fragment.slice(1)).reduce<unknown>((at, step) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    return (at as JSONSchema)[step];
  }, root);
}

/** The steps of a JSON Pointer (RFC 6901 section 3), percent escapes included. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decodeStep(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A step that is no percent-encoded UTF-8 stands for itself. */
function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
