import type * as z from 'zod';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of an absolute path in a container. */
export function mountPath(): z.ZodString {
  return boundedText(1024).regex(
    /^\/[^:\s]+$/,
    invalid('path', 'use an absolute path without spaces and colons, such as "/etc/shop"'),
  );
}

/** Returns the schema of a path inside a volume, which must not leave it. */
export function relativePath(): z.ZodString {
  return boundedText(1024).regex(
    /^([^/:\s.]|\.[^/:\s.])[^/:\s]*(\/([^/:\s.]|\.[^/:\s.])[^/:\s]*)*$/,
    invalid('path', 'use a relative path without spaces, colons, "." and ".."'),
  );
}
