import * as z from 'zod';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { itemList } from '../../shared/promise/collections.ts';
import { definePromise } from '../../shared/promise/define-promise.ts';
import { requestSpec } from '../../shared/promise/request-spec.ts';
import { freeValues, itemName } from '../../shared/promise/vocabulary.ts';
import { serviceList } from '../../shared/service/service-list.ts';
import { alpha, beta } from './services.ts';

/** Promise with a field of every type. */
export const greeting = definePromise({
  name: 'greeting',
  kind: 'Greeting',
  plural: 'greetings',
  shortNames: ['gr'],
  summary: 'Says hello',
  description: 'Says hello to whom it should.',
  spec: () => {
    const item = z.strictObject({
      name: itemName().describe('Name of the greeter'),
      enabled: z.boolean().default(true).describe('Set to false to remove the greeting'),
      times: z.int().min(0).max(9).optional().describe('Number of repetitions | at most nine times'),
      values: freeValues().optional(),
    });
    return requestSpec({
      items: itemList(item, { min: 0, max: 10 }).default([]).describe('Greetings'),
      services: serviceList([alpha, beta], { min: 0, max: 10 }).default([]).describe('Services'),
    });
  },
  protectedItems: [{ list: 'services' }],
  items: ['items', 'services'],
  releases: () => [],
});

/** Returns a request of the Promise. */
export function greetingWith(spec: unknown, overrides: Partial<KubernetesObject> = {}): KubernetesObject {
  return {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'Greeting',
    metadata: { name: 'hello', namespace: 'team-a', uid: 'uid-1' },
    spec,
    ...overrides,
  };
}
