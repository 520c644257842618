import * as z from 'zod';
import { withUniqueKey } from '../../../shared/promise/collections.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { mountPath } from './paths.ts';

/** Returns the schema of files that the request brings, one key each in a ConfigMap of the release. */
export function files() {
  const file = z.strictObject({
    path: mountPath().describe('Path of the file in the container'),
    content: boundedText(262_144).describe(
      'Content in plain text, never rendered as a template. Use a Secret in volumes for credentials',
    ),
  });
  const list = z.array(file).max(20);
  return withUniqueKey<z.output<typeof file>, typeof list>(list, {
    field: 'path',
    key: ({ path }) => path,
    message: ({ path }) => `Duplicate path "${path}"`,
  }).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['path'] });
}
