import * as z from 'zod';
import { lowerHostPart, portPart } from '../../shared/promise/addresses.ts';
import { asSet } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText } from '../../shared/promise/vocabulary.ts';

/** Returns the schema of the lookup of the digests of images. */
export function imageDigests() {
  const registry = boundedText(253).regex(
    new RegExp(`^${lowerHostPart}${portPart}$`),
    invalid('registry', 'use host[:port] in lower case; docker.io for Docker Hub'),
  );
  return z
    .strictObject({
      always: z
        .boolean()
        .default(false)
        .describe(
          'Set to true to look up the digest of every image of an application, unless its resolve is false',
        ),
      registries: asSet(z.array(registry).min(1).max(50), 'Duplicate registry')
        .optional()
        .describe('Registries that the pipeline asks. Defaults to those of imageRegistry and of the charts'),
    })
    .optional()
    .describe('Lookup of the digests of image tags, which pins the images that the tags name at delivery');
}
