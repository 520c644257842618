import * as z from 'zod';
import { invalid } from '../../../shared/promise/quoted-value.ts';

/** Pattern of a percentage up to 100 (Kubernetes, `validation.IsValidPercent`). */
const percent = '^(100|[1-9]?[0-9])%$';

/** Returns the schema of a number of pods, or of a percentage such as "25%". */
export function intOrPercent(): z.ZodType<string | number> {
  const error = invalid('number of pods', 'use a number, or a percentage from "0%" to "100%"');
  return z
    .union([z.int().min(0).max(1000), z.string().regex(new RegExp(percent), error)], error)
    .meta({ 'x-kubernetes-int-or-string': true, pattern: percent, maxLength: 4, minimum: 0, maximum: 1000 });
}

/** CEL list of the values that mean no pods. */
export const celNone = "[dyn(0), dyn('0%')]";

/** Returns true for a number or a percentage that means no pods. */
export const isNone = (value: unknown): boolean => value === 0 || value === '0%';

/** Returns a number of pods; a percentage is rounded up, as the disruption controller does. */
export function podCount(value: unknown, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const [, amount] = /^([0-9]+)%$/.exec(String(value)) ?? [];
  return amount === undefined ? undefined : Math.ceil((Number(amount) * pods) / 100);
}
