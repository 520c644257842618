import * as z from 'zod';
import { asSet } from '../../shared/promise/collections.ts';
import { openServiceTypes } from '../../shared/release/service-types.ts';

/** Returns the schema of the types of Services that requests may have besides ClusterIP. */
export function serviceTypes() {
  const types = z.array(z.enum(openServiceTypes)).max(openServiceTypes.length);
  return asSet(types, 'Duplicate service type');
}
