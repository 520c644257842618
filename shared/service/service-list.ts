import type * as z from 'zod';
import { itemList } from '../promise/collections.ts';
import { lazy } from '../promise/lazy.ts';
import { withRules } from '../promise/rule.ts';
import type { ServiceDefinition } from './define-service.ts';
import { type ServiceItem, serviceFields } from './service-fields.ts';
import { serviceRules } from './service-rules.ts';

/** Returns the schema of a list of services: the fields that all engines share, and the rules of each engine. */
export function serviceList(
  services: readonly ServiceDefinition[],
  bounds: { min: number; max: number },
): z.ZodArray<z.ZodType<ServiceItem>> {
  return itemList(
    lazy(() => withRules(serviceFields(services), serviceRules(services))),
    bounds,
  );
}
