import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { quantity, resources, storageSize } from './quantities.ts';
import {
  chartName,
  environmentName,
  exactVersion,
  freeValues,
  itemName,
  namespaceName,
  objectName,
  text,
} from './vocabulary.ts';

const manyKeys = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));

const schemas: Record<string, { schema: z.ZodType; valid: unknown[]; invalid: unknown[] }> = {
  environmentName: {
    schema: environmentName(),
    valid: ['dev', 'stage', 'eu-west-1', 'a'.repeat(63), '1'],
    invalid: [
      '',
      'Dev',
      'a_b',
      '-a',
      'a-',
      'a'.repeat(64),
      'apps',
      'x-root',
      'default',
      'argocd',
      'kube-x',
      'kratix-x',
      'a.b',
      5,
    ],
  },
  namespaceName: {
    schema: namespaceName(),
    valid: ['dev', 'x-apps'],
    invalid: ['default', 'kube-system', 'a/b', '..'],
  },
  itemName: {
    schema: itemName(),
    valid: ['a', 'web-1', 'a'.repeat(53)],
    invalid: ['', '1a', 'A', 'a-', 'a.b', 'a'.repeat(54), '../x', 'a\n'],
  },
  objectName: {
    schema: objectName(),
    valid: ['a', 'a.b', '1-a'],
    invalid: ['', 'a..b', '.a', 'A', 'a_b', 'a'.repeat(254)],
  },
  chartName: {
    schema: chartName(),
    valid: ['redis', 'my-chart2'],
    invalid: ['.', '..', 'a/b', 'a--b', 'A', '-a', ''],
  },
  freeValues: {
    schema: freeValues(),
    valid: [{}, { a: null }, manyKeys(200), { a: 'x'.repeat(200_000) }],
    invalid: [[], 'a', manyKeys(201), { a: 'x'.repeat(256 * 1024) }, { ['a'.repeat(254)]: 1 }],
  },
  exactVersion: {
    schema: exactVersion(),
    valid: ['1.0.0', '0.1.0-rc.1', '1.2.3+build.5', '10.20.30', 'v1.18.2', '1.2', '0.0.20240115123045'],
    invalid: ['latest', '^1.0.0', '1.x', '>=1.0.0', 'V1.0.0', '1.0.0.0', '1.0.0/../../x', '1.0.0 ', '', 1],
  },
  quantity: {
    schema: quantity(),
    valid: ['500m', '1.5', '2Gi', 2, 0, '0', 0.5, 1.5],
    invalid: ['', '2 Gi', '-1', '1e3', -1, 1e-10, 2e9, true, '1GB'],
  },
  storageSize: {
    schema: storageSize(),
    valid: ['20Gi', '1Ti', '500M'],
    invalid: ['20', '0Gi', '1.5Gi', '20gi', 20],
  },
  resources: {
    schema: resources(),
    valid: [{}, { limits: { cpu: 1 } }, { requests: { cpu: '1' }, limits: { cpu: '1000m' } }],
    invalid: [{ limit: {} }, { requests: { cpu: 2 }, limits: { cpu: '1' } }, { limits: { disk: '1Gi' } }],
  },
  text: {
    schema: text(5),
    valid: ['', 'a b', 'ürün'],
    invalid: ['a\nb', 'a\u0000', '\u001b[31m', 'a\u007f', 'abcdef'],
  },
};

describe.each(Object.entries(schemas))('%s()', (_, { schema, valid, invalid }) => {
  it.each(valid)('accepts %j', (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });
  it.each(invalid)('refuses %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
