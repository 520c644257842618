import { describe, expect, it } from 'vitest';
import { fieldOf, sameNames } from './field-of.ts';

const field = fieldOf({ ...sameNames('ports', 'probe'), 'volume.size': 'storage.size', 'probe.a': 'b' });

describe('fieldOf()', () => {
  it.each([
    ['ports', 'ports'],
    ['ports[1].name', 'ports[1].name'],
    ['volume.size', 'storage.size'],
    ['probe.path', 'probe.path'],
    ['probe.a.path', 'b.path'],
    ['volume', undefined],
    ['portsX', undefined],
  ])('finds for the value %s the field %s', (value, expected) => {
    expect(field(value)).toBe(expected);
  });
});
