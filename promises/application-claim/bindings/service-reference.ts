import * as z from 'zod';
import { asSet } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { boundedText, itemName, label } from '../../../shared/promise/vocabulary.ts';

/** Returns the schema of the names of services, all facts of which an application gets. */
export function boundServices() {
  return asSet(z.array(itemName().meta({ 'x-form': 'service' })).max(20), 'Duplicate name of a service')
    .optional()
    .describe(
      'Services whose facts become variables, such as ORDERS_DB_HOST: of the request, or of others in its environment and namespace',
    );
}

/** Returns the schema of a reference to one fact of a service. */
export function serviceReference() {
  return z.strictObject({
    name: itemName().meta({ 'x-form': 'service' }).describe('Name of the service'),
    key: boundedText(40, { min: 1 })
      .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, invalid('fact', 'use a fact such as host, port or password'))
      .describe('Fact of the service: host, port, password or another one of its engine'),
    namespace: label()
      .optional()
      .describe('Namespace of the service. Defaults to that of the release; another one gives no secret'),
  });
}
