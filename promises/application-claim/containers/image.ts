import * as z from 'zod';
import { portPart } from '../../../shared/promise/addresses.ts';
import { furtherSettings } from '../../../shared/promise/further-settings.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of a container image, whose digest the pipeline can look up. */
export function image() {
  return withRules(z.strictObject(imageFields()), imageRules);
}

/** Returns the schema of the image of a further container. The pull Secrets of the application are those of the pod. */
export function containerImage() {
  const { pullSecrets: _, ...fields } = imageFields();
  return withRules(z.strictObject(fields), imageRules);
}

function imageFields() {
  return {
    repository: boundedText(255)
      .regex(
        new RegExp(
          `^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?${portPart}/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`,
        ),
        invalid('image repository', 'use [host[:port]/]name; tag and digest have their own fields'),
      )
      .describe('Registry and name of the image, without a tag'),
    tag: boundedText(128)
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
        invalid('image tag', 'use letters, digits, dots, dashes and underscores'),
      )
      .optional()
      .describe('Tag of the image, as a string'),
    ...furtherSettings('imagePull', {
      digest: boundedText(71)
        .regex(/^sha256:[a-f0-9]{64}$/, invalid('digest', 'use sha256: and 64 hexadecimal digits'))
        .optional()
        .describe('Digest of the image. Takes precedence over the tag'),
      resolve: z
        .boolean()
        .optional()
        .describe(
          "Set to true to pin the image that the tag names at delivery. Defaults to the platform's value",
        ),
      pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).optional().describe('Pull policy of the image'),
      pullSecrets: z
        .array(objectName())
        .max(10)
        .optional()
        .describe("Existing Secrets in the release's namespace with credentials for the image's registry"),
    }),
  };
}

interface TagAndDigest {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

const imageRules = [
  {
    cel: 'has(self.tag) || has(self.digest)',
    message: 'An image needs a tag or a digest, because the same request must give the same result',
    check: ({ tag, digest }: TagAndDigest) => tag !== undefined || digest !== undefined,
  },
];
