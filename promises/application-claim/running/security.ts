import * as z from 'zod';

/** Returns the schema of the security context. Pod Security "restricted" allows every value of it. */
export function security() {
  const id = () => z.int().min(1).max(2_147_483_647).optional();
  return z.strictObject({
    runAsUser: id().describe(
      "User of the containers, not 0. Defaults to the image's, which must be a number",
    ),
    runAsGroup: id().describe("Group of the containers, not 0. Defaults to the image's"),
    fsGroup: id().describe('Group that owns the volumes, not 0. Defaults to 1000'),
    readOnlyRootFilesystem: z
      .boolean()
      .optional()
      .describe('Set to false if the image writes outside of /tmp and its volumes. Defaults to true'),
  });
}
