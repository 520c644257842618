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

/*
 * The words that several Promises share. Each is a function, so that a run builds only the schema it needs.
 * The source of every bound is Kubernetes' own validation of the field that the word ends in.
 */

/** Text within bounds: where it is too long or empty, nothing else that it breaks is worth a word. */
export function boundedText(max: number, { min = 0 }: { min?: number } = {}): z.ZodString {
  const text = z.string().max(max, { abort: true });
  return min === 0 ? text : text.min(min, { abort: true });
}

/** A DNS label (RFC 1123). */
export function label(): z.ZodString {
  return boundedText(63).regex(
    dnsLabel,
    'Not a DNS label: lower-case letters, digits and dashes, at most 63 characters',
  );
}

/** Free text of one line. */
export function text(limit: number): z.ZodString {
  return boundedText(limit).regex(/^[^\x00-\x1f\x7f]*$/, 'Control characters are not allowed');
}

/** An environment's name; which ones exist is the platform's to say. */
export function environmentName(): z.ZodString {
  return withRules(label(), [
    {
      cel: `!self.matches('${reservedEnvironment.source}')`,
      message: 'No environment may be, or end in a dash and: apps, platform, operators, root, infraforge',
      check: (name) => !reservedEnvironment.test(name),
    },
    {
      cel: `!self.matches('${forbiddenNamespace.source}')`,
      message: 'default, argocd, kube-* and kratix-* are not legal',
      check: (name) => !forbiddenNamespace.test(name),
    },
  ]);
}

/** A namespace that a request may name; whether the environment owns it is the platform's to say. */
export function namespaceName(): z.ZodString {
  return withRules(label(), [
    {
      cel: `!self.matches('${forbiddenNamespace.source}')`,
      message: 'default, argocd, kube-* and kratix-* are not legal',
      check: (name) => !forbiddenNamespace.test(name),
    },
  ]);
}

/** Name of an item: a Helm release name that is also a Service's. */
export function itemName(limit: number = itemNameLimit, tooLong?: string): z.ZodString {
  const text = z.string().max(limit, { abort: true, ...(tooLong && { error: tooLong }) });
  return text
    .min(1, { abort: true })
    .regex(
      itemNamePattern,
      'Not a legal name: it starts with a lower-case letter, goes on with lower-case letters, digits and dashes, and ends in a letter or digit',
    );
}

/** Name of a Secret, ConfigMap, IngressClass or StorageClass (RFC 1123 subdomain). */
export function objectName(): z.ZodString {
  return boundedText(253, { min: 1 }).regex(
    dnsSubdomain,
    'Not a legal name of a Kubernetes object (RFC 1123 subdomain)',
  );
}

/** A chart's name: it becomes a path segment of a registry reference (OCI distribution spec, repository names). */
export function chartName(): z.ZodString {
  return boundedText(63, { min: 1 }).regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'Not a chart name: lower-case letters, digits and single dashes',
  );
}

/** An exact SemVer: what a request gets today it gets tomorrow. */
export function exactVersion(): z.ZodString {
  return boundedText(128).regex(
    /^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    { error: ({ input }) => versionMessage(input) },
  );
}

const notAQuantity = 'Not a quantity: expected one such as "500m", "1.5" or "2Gi"';

/** A Kubernetes quantity, as a string or a whole number. */
export function quantity(): z.ZodType<string | number> {
  return z
    .union([z.string().regex(new RegExp(quantityPattern), notAQuantity), z.int().min(0).max(1_000_000_000)], {
      error: notAQuantity,
    })
    .meta({ 'x-kubernetes-int-or-string': true, pattern: quantityPattern });
}

/** Size of a volume: always a string, so that CEL can compare it with what it was. */
export function storageSize(): z.ZodString {
  return boundedText(20).regex(
    /^[1-9][0-9]{0,8}(Mi|Gi|Ti|M|G|T)$/,
    'Not a size: expected a whole number with a unit, such as "20Gi"',
  );
}

/** Requests and limits of one container; either, or one resource of either, may be left to the chart. */
export function resources(): z.ZodType<Resources> {
  const amounts = (what: string): z.ZodOptional<z.ZodType<ResourceAmounts>> =>
    z
      .strictObject({
        cpu: quantity().optional().describe('CPU, in cores or thousandths: "500m"'),
        memory: quantity().optional().describe('Memory, in bytes with a suffix: "512Mi"'),
      })
      .optional()
      .describe(what);
  const fields = z.strictObject({
    requests: amounts('What is reserved'),
    limits: amounts('What is allowed at most'),
  });
  return withRules(fields, [limitRule('cpu'), limitRule('memory')]);
}

/** Without CEL: the API server takes a quantity for as long as a whole request, and the rule for too dear. */
function limitRule(name: 'cpu' | 'memory'): Rule<Resources> {
  return {
    message: `The ${name} limit is below the ${name} request`,
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

/** What {@link resources} parses to. */
export interface Resources {
  requests?: ResourceAmounts | undefined;
  limits?: ResourceAmounts | undefined;
}

/** Helm values that the chart's own schema checks, not the API's. */
export function freeValues(): z.ZodRecord<z.ZodString, z.ZodUnknown> {
  return z
    .record(z.string().max(253), z.unknown())
    .describe(
      'Helm values for what the fields do not say, merged last and checked against the chart. A null removes a default of the chart; client-side `kubectl apply` drops nulls before they are sent, so use `kubectl apply --server-side` where you need one',
    );
}

/** A map of a bounded size: without a bound the API server finds rules over its keys too dear. */
export function mapOf<Value extends z.ZodType>(
  key: z.ZodString,
  value: Value,
  { max }: { max: number },
): z.ZodRecord<z.ZodString, Value> {
  const rule = { message: `At most ${max} entries`, check: (map: object) => Object.keys(map).length <= max };
  return withRules(z.record(key, value), [rule]).meta({ maxProperties: max });
}

/** The chart whose values the fields of an application speak. */
export const applicationChart = 'microservice';

/** `chart` of an item; `fallback` names the chart where none is given. */
export function chart(fallback: string | undefined): z.ZodType<ChartField> {
  const name =
    fallback === undefined
      ? chartName().optional().describe('Name of the chart; the service type where absent')
      : chartName().default(fallback).describe('Name of the chart');
  return z
    .strictObject({
      name,
      version: exactVersion().optional().describe("Exact version of the chart; the platform's where absent"),
    })
    .prefault({})
    .describe('Helm chart to deploy') as unknown as z.ZodType<ChartField>;
}

/** What {@link chart} parses to. */
export interface ChartField {
  name?: string | undefined;
  version?: string | undefined;
}

/** A list of items in which each name stands once; for the API server a map with the key `name`. */
export function itemList<S extends z.ZodType<{ name: string }>>(
  item: S,
  bounds: { min: number; max: number },
): z.ZodArray<S> {
  const list = z.array(item).min(bounds.min).max(bounds.max);
  return withDistinct<{ name: string }, typeof list>(list, {
    field: 'name',
    key: ({ name }) => name,
    message: ({ name }) => `Name '${name}' stands twice`,
  }).meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
}

/** What may stand once in a list, and what is said at which field of the second. */
export interface Distinct<Entry> {
  readonly field: string;
  readonly key: (entry: Entry) => string;
  readonly message: (entry: Entry) => string;
}

/** Refuses an entry of a list whose key an earlier one has: at its own place, so that a reader finds it. */
export function withDistinct<Entry, S extends z.ZodType<readonly Entry[]>>(
  list: S,
  { field, key, message }: Distinct<Entry>,
): S {
  return withCheck(list, (entries, context) => {
    const seen = new Set<string>();
    for (const index of entries.keys()) {
      const isFirst = (all: readonly Entry[]): boolean => {
        const own = key(all[index]!);
        return !seen.has(own) && seen.add(own) !== undefined;
      };
      if (passes<readonly Entry[]>(isFirst, entries, context)) continue;
      context.addIssue({ code: 'custom', message: message(entries[index]!), path: [index, field] });
    }
  });
}
