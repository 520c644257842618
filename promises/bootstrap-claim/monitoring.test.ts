import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { monitoringFields } from './monitoring.ts';

const fields = z.strictObject(monitoringFields());
const accepts = (monitoringLabels: object): boolean => fields.safeParse({ monitoringLabels }).success;

describe('monitoringFields()', () => {
  it('accepts labels of Prometheus installations', () => {
    expect(accepts({ release: 'prometheus', 'example.com/team': 'a.b_c', empty: '' })).toBe(true);
  });

  it.each([
    [{ 'app.kubernetes.io/name': 'x' }],
    [{ 'infraforge.io/team': 'x' }],
    [{ 'a b': 'x' }],
    [{ release: '-x' }],
    [{ release: 'x\ny' }],
  ])('refuses %j', (labels) => {
    expect(accepts(labels)).toBe(false);
  });
});
