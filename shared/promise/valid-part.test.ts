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

const locateProblem = (spec: unknown, ...paths: readonly string[]): unknown[] =>
  paths.map((path) => partOf(spec)?.locate({ path, message: 'No' })?.path);

describe('validPart()', () => {
  it('removes refused fields, and items without a required field', () => {
    const greetings = [{ times: 1 }, { name: 'a', times: 'x', timse: 1 }, 5, { name: 'b', times: 2 }];
    expect(partOf({ environment: 'dev', greetings })).toBeUndefined();
    expect(partOf({ environment: 'dev', greetings: greetings.slice(1) })?.request.spec).toEqual({
      environment: 'dev',
      greetings: [{ name: 'a' }, { name: 'b', times: 2 }],
    });
  });

  it('returns undefined if a required field of the spec is refused', () => {
    expect(partOf({ greetings: [] })).toBeUndefined();
    expect(partOf({ environment: 5, greetings: [] })).toBeUndefined();
    expect(partOf(undefined)).toBeUndefined();
  });

  it('maps a problem of an intact item to its index in the request', () => {
    const spec = { environment: 'dev', greetings: [{}, { name: 'a' }] };
    expect(locateProblem(spec, 'spec.greetings[0].times', 'spec.environment')).toEqual([
      'spec.greetings[1].times',
      'spec.environment',
    ]);
  });

  it('drops problems of an incomplete item except those of its chart and free values', () => {
    const spec = { environment: 'dev', greetings: [{ name: 'a', times: 'x' }] };
    const paths = ['times', 'values.a', 'chart'].map((field) => `spec.greetings[0].${field}`);
    expect(locateProblem(spec, ...paths)).toEqual([
      undefined,
      'spec.greetings[0].values.a',
      'spec.greetings[0].chart',
    ]);
  });

  it('drops every problem of an item whose chart was refused', () => {
    const spec = { environment: 'dev', greetings: [{ name: 'a', chart: 'x' }] };
    expect(locateProblem(spec, 'spec.greetings[0].values.a', 'spec.greetings[0].chart')).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('drops problems of the whole request if a field was removed', () => {
    const spec = { environment: 'dev', namespace: 5, greetings: [{ name: 'a' }] };
    const paths = ['', 'spec', 'spec.namespace', 'spec.greetings[0].name', 'spec.greetings[0].values.a'];
    expect(locateProblem(spec, ...paths)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'spec.greetings[0].values.a',
    ]);
  });
});
