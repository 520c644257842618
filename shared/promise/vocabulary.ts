import * as z from 'zod';
import { versionMessage, versionPattern } from '../chart-files/chart-identity.ts';
import type { Values } from '../helm/chart.ts';
import {
  dnsLabel,
  dnsSubdomain,
  itemNameLimit,
  itemName as itemNamePattern,
  reservedEnvironment,
  reservedItemName,
  reservedItemNameMessage,
  reservedNamespace,
  reservedNamespacesText,
} from '../release/names.ts';
import { scalarText } from '../scalar-text.ts';
import { invalid, quotedValue } from './quoted-value.ts';
import { type Rule, withRules } from './rule.ts';

/*
 * Field schemas that several Promises share. Each is a function, so that a run builds only the schemas it needs. Every
 * limit comes from the validation of the Kubernetes field that receives the value.
 */

/** Returns a schema for a string of limited length. A string of another length is not checked further. */
export function boundedText(max: number, { min = 0 }: { min?: number } = {}): z.ZodString {
  const bounded = z.string().max(max, { abort: true });
  return min === 0 ? bounded : bounded.min(min, { abort: true });
}

/** Returns a schema for a DNS label (RFC 1123). */
export function label(): z.ZodString {
  return boundedText(63).regex(dnsLabel, invalid('name', nameAdvice));
}

/** Returns a schema for the URL of an object store. */
export function objectStoreURL(): z.ZodString {
  return boundedText(1024).regex(
    /^(s3|gs|https):\/\/[^\s@/]+(\/[^\s@]*)?$/,
    invalid('destination', 'use a URL such as "s3://bucket/path"'),
  );
}

const lowerCase = 'use lower-case letters, digits and dashes';

/** Suggests the value in lower case if that is valid, otherwise the allowed characters. */
function nameAdvice(value: string): string {
  const lower = value.toLowerCase();
  return lower !== value && dnsLabel.test(lower) ? `did you mean "${lower}"?` : lowerCase;
}

/** Returns a schema for free text on one line. */
export function text(limit: number): z.ZodString {
  return boundedText(limit).regex(
    /^[^\x00-\x1f\x7f]*$/,
    invalid('text', 'control characters are not allowed'),
  );
}

/** Refuses reserved namespaces, also as environments: each environment has a namespace with its name. */
export const notReserved = reservedNames({
  kind: 'namespace',
  pattern: reservedNamespace,
  message: reservedNamespacesText,
});

function reservedNames({
  kind,
  pattern,
  message,
}: {
  kind: string;
  pattern: RegExp;
  message: string;
}): Rule<string> {
  return {
    cel: `!self.matches('${pattern.source}')`,
    message,
    problems: (name) =>
      pattern.test(name) ? [{ path: [], message: `Reserved ${kind}${quotedValue(name)}; ${message}` }] : [],
  };
}

/** Returns a schema for the name of an environment. The platform declares which environments exist. */
export function environmentName(): z.ZodString {
  const name = boundedText(63).regex(dnsLabel, {
    error: ({ input }) => `Unknown environment${quotedValue(input)}; ${nameAdvice(scalarText(input))}`,
  });
  return withRules(name, [
    reservedNames({
      kind: 'environment',
      pattern: reservedEnvironment,
      message:
        'apps, charts, platform, operators, root, infraforge and system are reserved, alone or as in "team-apps"',
    }),
    notReserved,
  ]);
}

/** Returns a schema for the namespace of releases. The platform determines which environment owns it. */
export function namespaceName(): z.ZodString {
  return withRules(label(), [notReserved]);
}

/** Returns a schema for the name of an item, which becomes a Helm release and a Service. */
export function itemName(limit: number = itemNameLimit, tooLong?: string): z.ZodString {
  const bounded = z.string().max(limit, { abort: true, ...(tooLong && { error: tooLong }) });
  const name = bounded
    .min(1, { abort: true })
    .regex(
      itemNamePattern,
      invalid('name', `${lowerCase}; begin with a letter and end in a letter or digit`),
    );
  return withRules(name, [
    {
      cel: `self != '${reservedItemName}'`,
      message: reservedItemNameMessage,
      check: (text) => text !== reservedItemName,
    },
  ]);
}

/** Returns a schema for the name of a Secret, ConfigMap, IngressClass or StorageClass (RFC 1123 subdomain). */
export function objectName(): z.ZodString {
  return boundedText(253, { min: 1 }).regex(
    dnsSubdomain,
    invalid('name of a Kubernetes object', `${lowerCase} or dots`),
  );
}

/** Returns a schema for the name of a chart, a path segment of its OCI reference (OCI distribution spec). */
export function chartName(): z.ZodString {
  return boundedText(63, { min: 1 }).regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    invalid('chart name', 'use lower-case letters, digits and single dashes'),
  );
}

/** Returns a schema for an exact version of a chart, so that the same request always has the same result. */
export function exactVersion(): z.ZodString {
  return boundedText(128).regex(versionPattern, { error: ({ input }) => versionMessage(input) });
}

/** Limits of free values: every run reads every request of the cluster. */
const freeValueLimits = { keys: 200, kibibytes: 256 } as const;

/** Returns a schema for Helm values, which the chart's own schema checks later. */
export function freeValues(): z.ZodType<Values> {
  // Everything in a request is JSON, so only the type of the record is checked.
  const { keys, kibibytes } = freeValueLimits;
  const values: z.ZodType<unknown> = withRules(z.record(z.string().max(253), z.unknown()), [
    {
      message: `Too many keys: at most ${keys} are allowed`,
      check: (record) => Object.keys(record).length <= keys,
    },
    {
      message: `Too large: at most ${kibibytes} KiB of JSON are allowed; use a ConfigMap or the chart's defaults`,
      check: (record) => JSON.stringify(record).length <= kibibytes * 1024,
    },
  ]).meta({ maxProperties: keys });
  return (values as z.ZodType<Values>).describe(
    'Helm values without a field of their own, merged last. Null removes a default of the chart and needs `kubectl apply --server-side`',
  );
}

/** Chart whose values the fields of an application set. */
export const applicationChart = 'microservice';

/**
 * Returns a schema for the chart of an item.
 *
 * @param fallback default of the name; the service type if undefined
 */
export function chart(fallback: string | undefined): z.ZodType<ChartField> {
  const name =
    fallback === undefined
      ? chartName().optional().describe('Name of the chart. Defaults to the service type')
      : chartName().default(fallback).describe('Name of the chart');
  return z
    .strictObject({
      name,
      version: exactVersion()
        .optional()
        .describe("Exact version of the chart. Defaults to the platform's version"),
    })
    .prefault({})
    .describe('Helm chart to deploy');
}

/** Result of {@link chart}. */
export interface ChartField {
  name?: string | undefined;
  version?: string | undefined;
}
