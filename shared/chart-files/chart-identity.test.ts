import * as fc from 'fast-check';
import { valid } from 'semver';
import { describe, expect, it } from 'vitest';
import { isChartName, isChartVersion, versionMessage, versionToTag } from './chart-identity.ts';

describe('isChartName()', () => {
  it.each(['web', 'a', '0', 'cloudnative-pg', 'a.b', 'a_b', 'a__b', 'a---b'])('accepts %s', (name) => {
    expect(isChartName(name)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    '-a',
    'a-',
    'a/b',
    'A',
    'a b',
    'a\n',
    'a___b',
    'a..b',
    'é',
    1,
    null,
    undefined,
    {},
  ])('refuses %j', (name) => {
    expect(isChartName(name)).toBe(false);
  });

  it('takes linear time', () => {
    expect(isChartName(`${'a-'.repeat(60)}!`)).toBe(false);
  });
});

describe('isChartVersion()', () => {
  it.each(['v1.18.2', '1.2', '7', '1.02.3', '0.0.20240115123045', '1.2.3-rc.1+x', 'v1.0-beta'])(
    'accepts %s, as Helm does',
    (version) => {
      expect(isChartVersion(version)).toBe(true);
    },
  );

  it.each(['latest', '1.x', '^1.0', '1.0 ', 'V1.0', '1.0-01', '1.0-a.00', '1.0.0.0', '1..0', '', 1])(
    'refuses %j',
    (version) => {
      expect(isChartVersion(version)).toBe(false);
    },
  );

  it('accepts every version of SemVer', () => {
    const identifier = fc.stringMatching(/^[0-9A-Za-z-]{0,3}$/);
    const text = fc
      .tuple(
        fc.array(identifier, { maxLength: 4 }),
        fc.constantFrom('', '-', 'v'),
        fc.constantFrom('', '+x', '-rc.1', '-01'),
      )
      .map(([parts, before, behind]) => `${before}${parts.join('.')}${behind}`);
    fc.assert(
      fc.property(text, (version) => {
        if (valid(version) !== null && /^v?\d/.test(version)) expect(isChartVersion(version)).toBe(true);
      }),
      { numRuns: 500, examples: [['1.2.3'], ['1.2.3-rc.1'], ['1.2.3+x'], ['01.2.3'], ['v1.2.3'], ['1.2']] },
    );
  });
});

describe('versionToTag()', () => {
  it('replaces every plus sign with an underscore', () => {
    expect(versionToTag('1.0.0-rc.1+a.b')).toBe('1.0.0-rc.1_a.b');
  });
});

describe('versionMessage()', () => {
  it.each([
    ['latest', '"latest" is not an exact version such as "1.0.0"; ranges and "latest" are not allowed'],
    ['^1.0.0', '"^1.0.0" is not an exact version such as "1.0.0"; ranges and "latest" are not allowed'],
    [1, 'This is not an exact version such as "1.0.0"; ranges and "latest" are not allowed'],
  ])('suggests a fix for %j', (version, message) => {
    expect(versionMessage(version)).toBe(message);
  });
});
