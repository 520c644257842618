import * as z from 'zod';
import { storageSize } from '../../../shared/promise/quantities.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { objectName } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of a volume that outlives the pods. */
export function persistent() {
  const fields = z.strictObject({
    size: storageSize().describe('Size of the volume. Can only increase'),
    storageClass: objectName()
      .optional()
      .describe("Storage class of the volume. Defaults to the platform's value. Cannot be changed"),
  });
  return withRules(fields, [
    {
      cel: 'quantity(self.size).compareTo(quantity(oldSelf.size)) >= 0',
      message: 'size can only increase',
    },
    {
      cel: '!has(oldSelf.storageClass) || (has(self.storageClass) && self.storageClass == oldSelf.storageClass)',
      message: 'storageClass cannot be changed: nothing moves the data to another class',
    },
  ]);
}
