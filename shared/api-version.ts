/** API group of every request. */
export const group = 'platform.infraforge.io';

/** Version of the API. */
export const version = 'v1';

/** `apiVersion` of every request. */
export const apiVersion = `${group}/${version}`;
