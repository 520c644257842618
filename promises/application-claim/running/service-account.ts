import * as z from 'zod';
import { boundedRecord } from '../../../shared/promise/collections.ts';
import { text } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of the ServiceAccount of the pods. */
export function serviceAccount() {
  return z.strictObject({
    annotations: boundedRecord(z.string().max(317), text(2048), { max: 20 })
      .optional()
      .describe('Annotations that the platform allows to the tenant, such as the role of a cloud'),
    token: z
      .boolean()
      .optional()
      .describe('Set to true to mount a token for the Kubernetes API. The role of a cloud needs none'),
  });
}
