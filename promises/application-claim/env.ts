import * as z from 'zod';
import { withRules } from '../../shared/promise/rule.ts';
import { boundedText, itemList, objectName } from '../../shared/promise/vocabulary.ts';

/** Environment variables: a value, or where it comes from when the pod starts. */
export function env() {
  const reference = (what: string) =>
    z
      .strictObject({
        name: objectName().describe(`Name of the ${what} in the release's namespace`),
        key: boundedText(253, { min: 1 })
          .regex(/^[-._a-zA-Z0-9]+$/, 'Not a key')
          .describe('Key in it'),
        optional: z.boolean().optional().describe('True starts the pod without it'),
      })
      .optional()
      .describe(`Key of a ${what}`);
  const valueFrom = withRules(
    z.strictObject({ secretKeyRef: reference('Secret'), configMapKeyRef: reference('ConfigMap') }),
    [
      {
        cel: 'has(self.secretKeyRef) != has(self.configMapKeyRef)',
        message: 'Give either secretKeyRef or configMapKeyRef',
        check: ({ secretKeyRef, configMapKeyRef }) =>
          (secretKeyRef === undefined) !== (configMapKeyRef === undefined),
      },
    ],
  );
  const variable = withRules(
    z.strictObject({
      name: boundedText(253, { min: 1 })
        .regex(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/, 'Not the name of an environment variable')
        .describe('Name of the variable'),
      value: z
        .string()
        .max(32768)
        .optional()
        .describe('Its value, plain data; no credential, since it ends in Git'),
      valueFrom: valueFrom.optional().describe('Where its value comes from when the pod starts'),
    }),
    [
      {
        cel: 'has(self.value) != has(self.valueFrom)',
        message: 'Give either value or valueFrom',
        check: ({ value, valueFrom: from }) => (value === undefined) !== (from === undefined),
      },
    ],
  );
  return itemList(variable, { min: 0, max: 200 });
}
