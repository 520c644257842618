import * as z from 'zod';
import { parseQuantity, quantityPattern } from '../release/quantity.ts';
import { scalarText } from '../scalar-text.ts';
import { invalid, quotedValue } from './quoted-value.ts';
import { type Rule, withRules } from './rule.ts';
import { boundedText } from './vocabulary.ts';

const quantityForm = new RegExp(quantityPattern);

/** Kubernetes suffixes by their lower-case letter, for suggestions. */
const suffixes: Readonly<Record<string, string>> = { k: 'k', m: 'M', g: 'G', t: 'T', p: 'P' };

const invalidQuantity = {
  error: ({ input }: { input?: unknown }) =>
    `${quotedValue(input).trim() || 'This'} is not a quantity; use ${quantityAdvice(input)}`,
};

/** Suggests the decimal and the binary quantity that an invalid value such as `512MB` may mean. */
function quantityAdvice(value: unknown): string {
  const [, amount, letter = ''] = /^([0-9.]+)\s*([kmgtp])?i?b?$/i.exec(scalarText(value)) ?? [];
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
 * Returns a schema for a Kubernetes quantity, as a string or a number. `x-kubernetes-int-or-string` would refuse
 * `cpu: 0.5`: the CRD accepts any value and restricts each type instead.
 */
export function quantity(): z.ZodType<string | number> {
  return quantityOr();
}

/** Returns a schema for a limit: a quantity, or {@link noLimit}. */
export function quantityOrNone(): z.ZodType<string | number> {
  return quantityOr(noLimit);
}

/** Limit that removes the limit of a layer below. Unlike null, `kubectl apply` sends it. */
export const noLimit = 'none';

function quantityOr(word?: string): z.ZodType<string | number> {
  const number = z
    .number()
    .refine((amount) => amount <= 1_000_000_000 && quantityForm.test(String(amount)), invalidQuantity);
  const pattern = word === undefined ? quantityPattern : `^${word}$|${quantityPattern}`;
  return z.union([z.string().regex(new RegExp(pattern), invalidQuantity), number], invalidQuantity).meta({
    'x-kubernetes-preserve-unknown-fields': true,
    pattern,
    minimum: 0,
    maximum: 1_000_000_000,
    maxProperties: 0,
    maxItems: 0,
  });
}

/** Returns a schema for the size of a volume. Always a string, so that CEL can compare it with its previous value. */
export function storageSize(): z.ZodString {
  return boundedText(20).regex(
    /^[1-9][0-9]{0,8}(Mi|Gi|Ti|M|G|T)$/,
    invalid(
      'size',
      (value) => `use a whole number with a unit, such as "${/^[1-9]\d{0,8}$/.test(value) ? value : 20}Gi"`,
    ),
  );
}

/** Result of {@link resources}. */
export type Resources = z.output<ReturnType<typeof resourceFields>>;

/** Returns a schema for requests and limits of a container. The chart sets the amounts that are left out. */
export function resources(): ReturnType<typeof resourceFields> {
  return withRules(resourceFields(), [limitRule('cpu'), limitRule('memory')]);
}

function resourceFields() {
  return z.strictObject({
    requests: resourceAmounts('Minimum that is reserved'),
    limits: resourceAmounts('Maximum that is allowed'),
  });
}

/** Returns a schema for an optional amount of CPU and of memory. */
export function resourceAmounts(description: string) {
  return z
    .strictObject({
      cpu: quantity().optional().describe('CPU in cores or thousandths, such as 0.5 or "500m"'),
      memory: quantity().optional().describe('Memory in bytes with a suffix, such as "512Mi"'),
    })
    .optional()
    .describe(description);
}

/** Returns a rule without CEL: the API server assumes the longest possible quantity and refuses it as too expensive. */
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
