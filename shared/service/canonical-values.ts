import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { canonicalQuantity } from '../release/quantity.ts';

/** Keys whose values are quantities in the values of service charts. */
const amounts: readonly string[] = ['cpu', 'memory', 'size', 'quota'];

/**
 * Returns values with each quantity as Kubernetes writes it back. Operators and their webhooks do so in custom resources, and
 * Argo CD would never find another form in sync.
 */
export function canonicalValues(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, canonicalValue(value, amounts.includes(key))]),
  );
}

function canonicalValue(value: Value, isAmount: boolean): Value {
  if (Array.isArray(value)) return value.map((item) => canonicalValue(item, false));
  if (isMap(value)) return canonicalValues(value);
  return isAmount && typeof value === 'string' ? canonicalQuantity(value) : value;
}
