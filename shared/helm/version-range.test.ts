import { describe, expect, it } from 'vitest';
import { isHelmRange, isHelmVersion, isInRange } from './version-range.ts';

describe('isInRange()', () => {
  // Expected values: Masterminds/semver 3.5.0; test/verify/trees.verify.ts compares many more.
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '1.x.x', true],
    ['2.0.0', '1.x.x', false],
    ['1.2.3', '~1.2', true],
    ['1.3.0', '~1.2', false],
    ['1.9.0', '^1.2', true],
    ['0.2.9', '^0.2.3', true],
    ['0.3.0', '^0.2.3', false],
    ['11.1.0', '>11', false],
    ['12.0.0', '>11', true],
    ['11.2.0', '<=11', true],
    ['1.5.0', '>=1.0, <2', true],
    ['1.5.0', '>=1.0 <2', true],
    ['2.5.0', '1.x || 2.x', true],
    ['1.5.0', '1.0 - 2.0', true],
    ['1.5.0-beta.1', '*', false],
    ['1.5.0-beta.1', '>=1.5.0-0', true],
    ['1.2', '1.2.0', true],
    ['v1.2.3', '=1.2.3', true],
    ['01.2.3', '1.2.3', true],
    ['1.2.3', '!=1.2.x', false],
    ['1.2.3', '', false],
    ['1.2.3', 'latest', false],
    ['1.2.3', '1.2.3,', false],
    ['1.2.3', '> >1', false],
    ['x', '*', false],
  ])('of %j in %j is %j', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected);
  });

  it('takes linear time', () => {
    const hostile = ['1 '.repeat(250), '1  '.repeat(170), '1, '.repeat(170), `${'1'.repeat(300)} - `];
    for (const range of hostile) expect(isInRange('1.0.0', `${range}!`)).toBe(false);
  });
});

describe('isHelmVersion()', () => {
  it.each([
    ['1.2.3', true],
    ['1.2', true],
    ['v1.2.3-a.b+c', true],
    ['1.2.3-01', false],
    ['1.2.3.4', false],
    ['18446744073709551616.0.0', false],
    ['', false],
  ])('of %j is %j', (version, expected) => {
    expect(isHelmVersion(version)).toBe(expected);
  });
});

describe('isHelmRange()', () => {
  it.each([
    ['1.x', true],
    ['>=1.0, <2 || ^3', true],
    ['latest', false],
    ['><1', false],
    ['', false],
  ])('of %j is %j', (range, expected) => {
    expect(isHelmRange(range)).toBe(expected);
  });
});
