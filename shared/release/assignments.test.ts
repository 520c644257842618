import { describe, expect, it } from 'vitest';
import {
  type Assignment,
  assignedValues,
  assignmentsInChart,
  fieldForValue,
  findField,
  findOverlaps,
} from './assignments.ts';

const assignment = (
  field: string,
  path: string,
  value?: Assignment['value'],
  implied = false,
): Assignment => ({ field, path, value, implied });

const assignments = [
  assignment('size', 'resources', { limits: { cpu: '1', memory: '1Gi' } }, true),
  assignment('resources', 'resources', { limits: { cpu: '2' } }),
  assignment('replicas', 'replicas', 2),
  assignment('replicas', 'autoscaling.enabled', false, true),
  assignment('autoscaling', 'autoscaling'),
  assignment('ports', 'ports', [{ name: 'http' }]),
  assignment('storage.size', 'persistence.size'),
];

describe('assignedValues()', () => {
  it('merges objects, prefers the later of two values and skips unset fields', () => {
    expect(assignedValues(assignments)).toEqual({
      resources: { limits: { cpu: '2', memory: '1Gi' } },
      replicas: 2,
      autoscaling: { enabled: false },
      ports: [{ name: 'http' }],
    });
  });

  it('does not mutate an assignment', () => {
    const value = { a: '1' };
    assignedValues([assignment('x', 'x', value), assignment('y', 'x', { b: '2' })]);
    expect(value).toEqual({ a: '1' });
  });
});

describe('findField()', () => {
  it.each([
    ['resources.limits.cpu', 'resources.limits.cpu'],
    ['resources.limits.memory', 'size'],
    ['autoscaling.enabled', 'replicas'],
    ['autoscaling.maxReplicas', 'autoscaling.maxReplicas'],
    ['ports[1].name', 'ports[1].name'],
    ['persistence.size', 'storage.size'],
    ['persistence', undefined],
    ['portsX', undefined],
  ])('returns for the value %s the field %s', (path, field) => {
    expect(findField(assignments, path)).toBe(field);
  });
});

describe('findOverlaps()', () => {
  it('returns values that a field and the free values set, but not implied ones', () => {
    const freeValues = {
      replicas: 5,
      resources: { limits: { cpu: '3', memory: '2Gi' } },
      autoscaling: { enabled: true },
      ports: [],
      persistence: { size: '1Gi' },
    };
    expect(findOverlaps(assignments, freeValues)).toEqual([
      { path: 'replicas', field: 'replicas' },
      { path: 'resources.limits.cpu', field: 'resources.limits.cpu' },
      { path: 'ports', field: 'ports' },
    ]);
  });

  it('returns a free value that removes the object of a field', () => {
    expect(findOverlaps([assignment('size', 'persistence.size', '1Gi')], { persistence: null })).toEqual([
      { path: 'persistence', field: 'size' },
    ]);
  });
});

describe('assignmentsInChart()', () => {
  it('drops implied values for which the chart has no key', () => {
    const known = assignmentsInChart(assignments, { resources: {} });
    expect(known.map(({ field, path }) => `${field}: ${path}`)).not.toContain(
      'replicas: autoscaling.enabled',
    );
    expect(known).toHaveLength(assignments.length - 1);
  });
});

describe('fieldForValue()', () => {
  it.each([
    ['replicas', 'replicas'],
    ['persistence', 'storage'],
    ['persistence.size', 'storage.size'],
    ['persistence.name', undefined],
    ['autoscaling.enabled', undefined],
    ['other', undefined],
  ])('finds for the value %s the field %s', (path, field) => {
    expect(fieldForValue(assignments, path)).toBe(field);
  });
});
