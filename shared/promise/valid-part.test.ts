import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { KubernetesObject } from '../kubernetes-object.ts';
import { definePromise } from './define-promise.ts';
import { validPart } from './valid-part.ts';

const definition = definePromise({
  name: 'greeting',
  kind: 'Greeting',
  plural: 'greetings',
  summary: 'Says hello',
  description: 'Says hello.',
  items: ['greetings'],
  spec: () =>
    z.strictObject({
      environment: z.string(),
      namespace: z.string().optional(),
      greetings: z
        .array(
          z.strictObject({
            name: z.string(),
            times: z.int().optional(),
            chart: z.strictObject({ name: z.string() }).optional(),
            values: z.record(z.string(), z.unknown()).optional(),
          }),
        )
        .max(3),
    }),
  releases: () => [],
});

const partOf = (spec: unknown) =>
  validPart(definition, {
    apiVersion: 'platform.infraforge.io/v1',
    kind: 'Greeting',
    metadata: { name: 'hello' },
    spec,
  } as KubernetesObject);

const located = (spec: unknown, ...paths: readonly string[]): unknown[] =>
  paths.map((path) => partOf(spec)?.locate({ path, message: 'No' })?.path);

describe('validPart()', () => {
  it('removes refused fields, and items that lack a required one', () => {
    const greetings = [{ times: 1 }, { name: 'a', times: 'x', timse: 1 }, 5, { name: 'b', times: 2 }];
    expect(partOf({ environment: 'dev', greetings })).toBeUndefined();
    expect(partOf({ environment: 'dev', greetings: greetings.slice(1) })?.request.spec).toEqual({
      environment: 'dev',
      greetings: [{ name: 'a' }, { name: 'b', times: 2 }],
    });
  });

  it('is undefined if a required field of the spec is refused', () => {
    expect(partOf({ greetings: [] })).toBeUndefined();
    expect(partOf({ environment: 5, greetings: [] })).toBeUndefined();
    expect(partOf(undefined)).toBeUndefined();
  });

  it('locates a problem of an untouched item at its index in the request', () => {
    const spec = { environment: 'dev', greetings: [{}, { name: 'a' }] };
    expect(located(spec, 'spec.greetings[0].times', 'spec.environment')).toEqual([
      'spec.greetings[1].times',
      'spec.environment',
    ]);
  });

  it('reports of an item without a field only what its chart and its free values say', () => {
    const spec = { environment: 'dev', greetings: [{ name: 'a', times: 'x' }] };
    const paths = ['times', 'values.a', 'chart'].map((field) => `spec.greetings[0].${field}`);
    expect(located(spec, ...paths)).toEqual([
      undefined,
      'spec.greetings[0].values.a',
      'spec.greetings[0].chart',
    ]);
  });

  it('reports nothing of an item whose chart was refused', () => {
    const spec = { environment: 'dev', greetings: [{ name: 'a', chart: 'x' }] };
    expect(located(spec, 'spec.greetings[0].values.a', 'spec.greetings[0].chart')).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('reports nothing of the request as a whole, which a removed field could cause', () => {
    const spec = { environment: 'dev', namespace: 5, greetings: [{ name: 'a' }] };
    const paths = ['', 'spec', 'spec.namespace', 'spec.greetings[0].name', 'spec.greetings[0].values.a'];
    expect(located(spec, ...paths)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'spec.greetings[0].values.a',
    ]);
  });
});
