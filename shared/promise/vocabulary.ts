import * as z from 'zod';
import { versionMessage } from '../helm/chart-identity.ts';
import {
  dnsLabel,
  dnsSubdomain,
  forbiddenNamespace,
  itemNameLimit,
  itemName as itemNamePattern,
  reservedEnvironment,
} from '../release/names.ts';
import { parseQuantity, quantityPattern } from '../release/quantity.ts';
import { passes, type Rule, withCheck, withRules } from './rule.ts';
import { invalid, shownValue } from './shown-value.ts';

/*
 * Field schemas that several Promises share. Each is a function, so that a run builds only the schemas it needs. Every
 * bound comes from Kubernetes' own validation of the field in which the value ends.
 */

/** Returns a string of a bounded length. A string of another length has no further problems. */
export function boundedText(max: number, { min = 0 }: { min?: number } = {}): z.ZodString {
  const bounded = z.string().max(max, { abort: true });
  return min === 0 ? bounded : bounded.min(min, { abort: true });
}

/** A DNS label (RFC 1123). */
export function label(): z.ZodString {
  return boundedText(63).regex(dnsLabel, invalid('name', nameAdvice));
}

const lowerCase = 'use lower-case letters, digits and dashes';

/** Suggests the value in lower case if that is valid. */
function nameAdvice(value: string): string {
  const lower = value.toLowerCase();
  return lower !== value && dnsLabel.test(lower) ? `did you mean "${lower}"?` : lowerCase;
}

/** Free text of one line. */
export function text(limit: number): z.ZodString {
  return boundedText(limit).regex(
    /^[^\x00-\x1f\x7f]*$/,
    invalid('text', 'control characters are not allowed'),
  );
}

/** Name of an environment. The platform determines which environments exist. */
export function environmentName(): z.ZodString {
  const name = boundedText(63).regex(dnsLabel, {
    error: ({ input }) => `Unknown environment${shownValue(input)}; ${nameAdvice(String(input))}`,
  });
  return withRules(name, [
    {
      cel: `!self.matches('${reservedEnvironment.source}')`,
      message: 'apps, platform, operators, root and infraforge are reserved, also after a dash',
      check: (name) => !reservedEnvironment.test(name),
    },
    {
      cel: `!self.matches('${forbiddenNamespace.source}')`,
      message: 'default, argocd, kube-* and kratix-* are reserved',
      check: (name) => !forbiddenNamespace.test(name),
    },
  ]);
}

/** Namespace of a request. The platform determines which environment owns it. */
export function namespaceName(): z.ZodString {
  return withRules(label(), [
    {
      cel: `!self.matches('${forbiddenNamespace.source}')`,
      message: 'default, argocd, kube-* and kratix-* are reserved',
      check: (name) => !forbiddenNamespace.test(name),
    },
  ]);
}

/** Name of an item: a Helm release name that is also a Service's. */
export function itemName(limit: number = itemNameLimit, tooLong?: string): z.ZodString {
  const bounded = z.string().max(limit, { abort: true, ...(tooLong && { error: tooLong }) });
  return bounded
    .min(1, { abort: true })
    .regex(
      itemNamePattern,
      invalid('name', `${lowerCase}; begin with a letter and end in a letter or digit`),
    );
}

/** Name of a Secret, ConfigMap, IngressClass or StorageClass (RFC 1123 subdomain). */
export function objectName(): z.ZodString {
  return boundedText(253, { min: 1 }).regex(
    dnsSubdomain,
    invalid('name of a Kubernetes object', `${lowerCase} or dots`),
  );
}

/** A chart's name: it becomes a path segment of a registry reference (OCI distribution spec, repository names). */
export function chartName(): z.ZodString {
  return boundedText(63, { min: 1 }).regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    invalid('chart name', 'use lower-case letters, digits and single dashes'),
  );
}

/** Exact SemVer, so that the same request always gives the same result. */
export function exactVersion(): z.ZodString {
  return boundedText(128).regex(
    /^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    { error: ({ input }) => versionMessage(input) },
  );
}

const quantityForm = new RegExp(quantityPattern);

/** Suffixes that people write for the suffixes of Kubernetes. */
const suffixes: Readonly<Record<string, string>> = { k: 'k', m: 'M', g: 'G', t: 'T', p: 'P' };

const notAQuantity = {
  error: ({ input }: { input?: unknown }) =>
    `${shownValue(input).trim() || 'This'} is not a quantity; use ${quantityAdvice(input)}`,
};

/** Suggests the decimal and the binary quantity that a value such as `512MB` may mean. */
function quantityAdvice(value: unknown): string {
  const [, amount, letter = ''] = /^([0-9.]+)\s*([kmgtp])?i?b?$/i.exec(String(value)) ?? [];
  const suffix = suffixes[letter.toLowerCase()] ?? '';
  const meant = [
    `${amount}${suffix}`,
    ...(suffix === '' ? [] : [`${amount}${suffix === 'k' ? 'K' : suffix}i`]),
  ];
  return amount !== undefined && meant.every((text) => quantityForm.test(text))
    ? meant.map((text) => `"${text}"`).join(' or ')
    : 'one such as "500m", "1.5" or "2Gi"';
}

/**
 * A Kubernetes quantity, as a string or a number. The CRD has no type for strings beside fractions: instead of
 * `x-kubernetes-int-or-string`, which refuses `cpu: 0.5`, it accepts any value and bounds each type on its own.
 */
export function quantity(): z.ZodType<string | number> {
  const number = z
    .number()
    .refine((amount) => amount <= 1_000_000_000 && quantityForm.test(String(amount)), notAQuantity);
  return z.union([z.string().regex(quantityForm, notAQuantity), number], notAQuantity).meta({
    'x-kubernetes-preserve-unknown-fields': true,
    pattern: quantityPattern,
    minimum: 0,
    maximum: 1_000_000_000,
    maxProperties: 0,
    maxItems: 0,
  });
}

const portName = '^[0-9]{0,14}[a-z][a-z0-9]{0,14}(-[a-z0-9]{1,14}){0,7}$';

/** Number or name of a port. */
export function portReference(): z.ZodType<string | number> {
  const name = boundedText(15).regex(
    new RegExp(portName),
    invalid('port', 'use the number or the name of a port'),
  );
  return z
    .union([portNumber(), name], {
      error: ({ input }) =>
        typeof input === 'number'
          ? `${input} is ${input < 1 ? 'below the minimum of 1' : 'above the maximum of 65535'}`
          : `Invalid port${shownValue(input)}; use the number or the name of a port`,
    })
    .meta({
      'x-kubernetes-int-or-string': true,
      pattern: portName,
      maxLength: 15,
      minimum: 1,
      maximum: 65535,
    });
}

/** Number of a port. */
export function portNumber(): z.ZodInt {
  return z.int().min(1).max(65535);
}

/** Size of a volume. Always a string, so that CEL can compare it with its former value. */
export function storageSize(): z.ZodString {
  return boundedText(20).regex(
    /^[1-9][0-9]{0,8}(Mi|Gi|Ti|M|G|T)$/,
    invalid('size', 'use a whole number with a unit, such as "20Gi"'),
  );
}

/** Requests and limits of one container. The chart sets what is left out. */
export function resources(): z.ZodType<Resources> {
  const amounts = (what: string): z.ZodOptional<z.ZodType<ResourceAmounts>> =>
    z
      .strictObject({
        cpu: quantity().optional().describe('CPU in cores or thousandths, such as 0.5 or "500m"'),
        memory: quantity().optional().describe('Memory in bytes with a suffix, such as "512Mi"'),
      })
      .optional()
      .describe(what);
  const fields = z.strictObject({
    requests: amounts('Minimum that is reserved'),
    limits: amounts('Maximum that is allowed'),
  });
  return withRules(fields, [limitRule('cpu'), limitRule('memory')]);
}

/** No CEL: the API server assumes the longest possible quantity and refuses the rule as too expensive. */
function limitRule(name: 'cpu' | 'memory'): Rule<Resources> {
  return {
    message: `The ${name} limit is below the ${name} request; raise the limit or lower the request`,
    check: ({ requests, limits }) => {
      const [low, high] = [parseQuantity(requests?.[name] ?? ''), parseQuantity(limits?.[name] ?? '')];
      return low === undefined || high === undefined || low <= high;
    },
    path: ['limits', name],
  };
}

/** CPU and memory, each a Kubernetes quantity. */
export interface ResourceAmounts {
  cpu?: string | number | undefined;
  memory?: string | number | undefined;
}

/** Result of {@link resources}. */
export interface Resources {
  requests?: ResourceAmounts | undefined;
  limits?: ResourceAmounts | undefined;
}

/** Helm values, which the chart's schema checks. */
export function freeValues(): z.ZodRecord<z.ZodString, z.ZodUnknown> {
  return z
    .record(z.string().max(253), z.unknown())
    .describe(
      'Helm values without a field of their own, merged last. Null removes a default of the chart and needs `kubectl apply --server-side`',
    );
}

/** Object with a bounded number of keys. Without a bound, the API server refuses rules over the keys as too expensive. */
export function mapOf<Value extends z.ZodType>(
  key: z.ZodString,
  value: Value,
  { max }: { max: number },
): z.ZodRecord<z.ZodString, Value> {
  const rule = {
    message: `Too many entries: at most ${max} are allowed`,
    check: (map: object) => Object.keys(map).length <= max,
  };
  return withRules(z.record(key, value), [rule]).meta({ maxProperties: max });
}

/** Chart whose values the fields of an application set. */
export const applicationChart = 'microservice';

/** Chart of an item. `fallback` is the default of its name. */
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
    .describe('Helm chart to deploy') as unknown as z.ZodType<ChartField>;
}

/** Result of {@link chart}. */
export interface ChartField {
  name?: string | undefined;
  version?: string | undefined;
}

/** List of items with unique names. For the API server it is a map with the key `name`. */
export function itemList<S extends z.ZodType<{ name: string }>>(
  item: S,
  bounds: { min: number; max: number },
): z.ZodArray<S> {
  const list = z.array(item).min(bounds.min).max(bounds.max);
  return withDistinct<{ name: string }, typeof list>(list, {
    field: 'name',
    key: ({ name }) => name,
    message: ({ name }) => `Duplicate name "${name}"`,
  }).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
}

/** Key that each entry of a list has alone, and the message for the field of a later entry. */
export interface Distinct<Entry> {
  readonly field: string;
  readonly key: (entry: Entry) => string;
  readonly message: (entry: Entry) => string;
}

/** Refuses an entry of a list whose key an earlier entry has. The message names both entries. */
export function withDistinct<Entry, S extends z.ZodType<readonly Entry[]>>(
  list: S,
  { field, key, message }: Distinct<Entry>,
): S {
  return withCheck(list, (entries, context) => {
    const seen = new Map<string, number>();
    for (const index of entries.keys()) {
      const isFirst = (all: readonly Entry[]): boolean => {
        const own = key(all[index]!);
        return !seen.has(own) && seen.set(own, index) !== undefined;
      };
      if (passes<readonly Entry[]>(isFirst, entries, context)) continue;
      const first = seen.get(key(entries[index]!));
      context.addIssue({
        code: 'custom',
        message: `${message(entries[index]!)}; first in item [${first}]`,
        path: [index, field],
      });
    }
  });
}
