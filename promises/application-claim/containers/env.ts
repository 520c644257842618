import * as z from 'zod';
import { itemList } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { exactlyOneOf, withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../../shared/promise/vocabulary.ts';
import { serviceReference } from '../bindings/service-reference.ts';
import { fieldReference, resourceReference } from './pod-references.ts';

/** Sources of the value of a variable. */
const sources = ['secretKeyRef', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef', 'serviceRef'] as const;

const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

const nameRule = 'use letters, digits, dashes, dots and underscores; a digit cannot be first';

/** Returns the schema of environment variables, each with a value or a reference to a value. */
export function env({ max = 200 }: { max?: number } = {}) {
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
      fieldRef: fieldReference().optional().describe('Field of the pod'),
      resourceFieldRef: resourceReference().optional().describe('Request or limit of the container'),
      serviceRef: serviceReference()
        .optional()
        .describe('Fact of a service: a component of the request, or a service of another request'),
    }),
    [exactlyOneOf(sources)],
  );
  const variable = withRules(
    z.strictObject({
      name: boundedText(253, { min: 1 })
        .regex(variableName, invalid('name of a variable', nameRule))
        .describe('Name of the variable'),
      value: z
        .string()
        .max(32768)
        .optional()
        .describe('Value in plain text. Use valueFrom for credentials, because requests are stored in Git'),
      valueFrom: valueFrom.optional().describe('Reference to a value that is read when the pod starts'),
    }),
    [exactlyOneOf(['value', 'valueFrom'])],
  );
  return itemList(variable, { min: 0, max });
}

/** Returns the schema of objects whose keys become environment variables. */
export function envFrom() {
  const reference = (what: string) =>
    z
      .strictObject({
        name: objectName().describe(`Name of the ${what} in the release's namespace`),
        optional: z.boolean().optional().describe('Set to true to start the pod without it'),
      })
      .optional()
      .describe(`${what} whose keys become variables`);
  const source = withRules(
    z.strictObject({
      prefix: boundedText(253, { min: 1 })
        .regex(variableName, invalid('prefix of variables', nameRule))
        .optional()
        .describe('Prefix of each variable'),
      secretRef: reference('Secret'),
      configMapRef: reference('ConfigMap'),
    }),
    [exactlyOneOf(['secretRef', 'configMapRef'])],
  );
  return z.array(source).max(20);
}
