import { describe, expect, it } from 'vitest';
import { mayBeRendered } from './may-be-rendered.ts';

describe('mayBeRendered()', () => {
  it.each([
    [{ a: true, b: { c: 1 } }, true],
    [{ a: true, b: { c: 0 } }, false],
    [{ a: true, b: {} }, false],
    [{ a: '', b: { c: 'x' } }, false],
    [{ a: [], b: { c: 'x' } }, false],
    [{ a: { x: null }, b: { c: [0] } }, true],
    [{ a: null, b: { c: 1 } }, false],
    [{ a: 1, b: 2 }, false],
  ])('evaluates conditions with the values %j', (values, expected) => {
    expect(mayBeRendered({ path: '', conditions: ['a', 'b.c'] }, values)).toBe(expected);
  });
});
