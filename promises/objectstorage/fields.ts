import * as z from 'zod';
import { itemList } from '../../shared/promise/collections.ts';
import { converted } from '../../shared/promise/field-mapping.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText } from '../../shared/promise/vocabulary.ts';
import { canonicalQuantity } from '../../shared/release/quantity.ts';
import { engineFields } from '../../shared/service/engine-fields.ts';

/** Buckets and users of an object storage. */
export const objectstorageFields = engineFields({
  schema: () =>
    z.strictObject({
      buckets: itemList(bucket(), { min: 0, max: 100 })
        .optional()
        .describe('Buckets. Removing a bucket deletes its objects, and is refused for a protected service'),
      users: itemList(user(), { min: 0, max: 50 })
        .optional()
        .describe('Users besides the administrator. The keys of each are in the Secret `<service>.<name>`'),
    }),
  values: {
    buckets: converted('objectstorage.buckets', (buckets: readonly Bucket[] | undefined) =>
      buckets?.map(({ quota, ...bucket }) =>
        quota === undefined ? bucket : { ...bucket, quota: canonicalQuantity(quota) },
      ),
    ),
    users: 'objectstorage.users',
  },
  contents: [{ list: 'buckets', kind: 'bucket' }],
});

type Bucket = z.output<ReturnType<typeof bucket>>;

function bucketName(): z.ZodString {
  return boundedText(63).regex(
    /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    invalid('bucket name', 'use 3 to 63 lower-case letters, digits and dashes'),
  );
}

function bucket() {
  return z.strictObject({
    name: bucketName().describe('Name of the bucket'),
    versioning: z
      .enum(['enabled', 'suspended'])
      .optional()
      .describe('Versioning of objects: enabled, or suspended to keep existing versions. Cannot be removed'),
    quota: boundedText(12)
      .regex(
        /^[1-9][0-9]{0,8}(Mi|Gi|Ti|Pi)$/,
        invalid('quota', 'use a whole number with a unit, such as "50Gi"'),
      )
      .optional()
      .describe('Size at which the bucket becomes read-only'),
  });
}

function user() {
  const grant = z.strictObject({
    bucket: bucketName().describe('Name of a bucket of the list'),
    permission: z
      .enum(['read', 'write', 'readWrite', 'admin'])
      .describe('Permission: read (with list), write, readWrite, or admin, with the settings of the bucket'),
  });
  return z.strictObject({
    name: boundedText(40)
      .regex(
        /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
        invalid('user name', 'use at most 40 lower-case letters, digits and dashes'),
      )
      .describe('Name of the user. root is the administrator'),
    access: z.array(grant).max(20).optional().describe('Buckets that the user can access'),
  });
}
