import { RequestError } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import type { Verdict } from './schema-differences.ts';

/** Returns our verdict on a schema and values. */
export function verdictOf(schema: unknown, values: Values): Verdict {
  try {
    return compileValuesSchema(schema)(values).length === 0 ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof RequestError && error.reason === 'InvalidChart') return 'unusable';
    throw error;
  }
}
