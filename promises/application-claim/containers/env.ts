import * as z from 'zod';
import { itemList } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../../shared/promise/vocabulary.ts';
import { serviceReference } from '../bindings/service-reference.ts';

/** Returns the schema of environment variables, each with a value or a reference to a value. */
export function env() {
  const reference = (what: string) =>
    z
      .strictObject({
        name: objectName().describe(`Name of the ${what} in the release's namespace`),
        key: boundedText(253, { min: 1 })
          .regex(/^[-._a-zA-Z0-9]+$/, invalid('key', 'use letters, digits, dashes, dots and underscores'))
          .describe(`Key in the ${what}`),
        optional: z.boolean().optional().describe('Set to true to start the pod without it'),
      })
      .optional()
      .describe(`Key of a ${what}`);
  const valueFrom = withRules(
    z.strictObject({
      secretKeyRef: reference('Secret'),
      configMapKeyRef: reference('ConfigMap'),
      serviceRef: serviceReference()
        .optional()
        .describe('Fact of a service: a component of the request, or a service of another request'),
    }),
    [
      {
        cel: '[has(self.secretKeyRef), has(self.configMapKeyRef), has(self.serviceRef)].filter(is, is).size() == 1',
        message: 'Exactly one of secretKeyRef, configMapKeyRef and serviceRef is required',
        check: (sources) => Object.values(sources).filter((source) => source !== undefined).length === 1,
      },
    ],
  );
  const variable = withRules(
    z.strictObject({
      name: boundedText(253, { min: 1 })
        .regex(
          /^[-._a-zA-Z][-._a-zA-Z0-9]*$/,
          invalid(
            'name of a variable',
            'use letters, digits, dashes, dots and underscores; a digit cannot be first',
          ),
        )
        .describe('Name of the variable'),
      value: z
        .string()
        .max(32768)
        .optional()
        .describe('Value in plain text. Use valueFrom for credentials, because requests are stored in Git'),
      valueFrom: valueFrom.optional().describe('Reference to a value that is read when the pod starts'),
    }),
    [
      {
        cel: 'has(self.value) != has(self.valueFrom)',
        message: 'Exactly one of value and valueFrom is required',
        check: ({ value, valueFrom: from }) => (value === undefined) !== (from === undefined),
      },
    ],
  );
  return itemList(variable, { min: 0, max: 200 });
}
