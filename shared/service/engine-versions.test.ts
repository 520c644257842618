import { describe, expect, it } from 'vitest';
import {
  describeVersions,
  type EngineVersions,
  resolveVersion,
  retirementOf,
  seriesOf,
  versionChangeProblem,
  versionPattern,
} from './engine-versions.ts';

const versions: EngineVersions = {
  series: [seriesOf('15', [14, 16]), seriesOf('16', [0, 1]), seriesOf('17', [0, 4], '17.6')],
};

describe('resolveVersion()', () => {
  it.each([
    ['15', '15.16'],
    ['17', '17.6'],
    ['16.0', '16.0'],
    ['17.5', undefined],
    ['1', undefined],
    ['18', undefined],
  ])('returns for %s the version %s', (version, exact) => {
    expect(resolveVersion(versions, version)).toBe(exact);
  });
});

describe('versionPattern()', () => {
  it('matches every series and version, and nothing else', () => {
    const pattern = versionPattern(versions);
    for (const version of ['15', '17.6', '16.1']) expect(version).toMatch(pattern);
    for (const version of ['17.5', '15x14', '15.14.1', '']) expect(version).not.toMatch(pattern);
  });
});

describe('describeVersions()', () => {
  it('joins consecutive versions', () => {
    expect(describeVersions(versions)).toBe('15 (15.14 to 15.16), 16 (16.0, 16.1), 17 (17.0 to 17.4, 17.6)');
    const patched = { series: [{ name: '8.0', versions: ['8.0.19-7', '8.0.21-8'] }] };
    expect(describeVersions(patched)).toBe('8.0 (8.0.19-7, 8.0.21-8)');
  });
});

describe('versionChangeProblem()', () => {
  const outage = { ...versions, outage: 'the database is down meanwhile' };
  const change = { engine: 'Engine', upgrade: undefined };

  it.each<[string, EngineVersions, string, string, object?]>([
    ['a later version of the series', versions, '15.14', '15.16'],
    ['an earlier version of the series', versions, '15.16', '15.14'],
    ['the next series', versions, '15.16', '16.0'],
    ['several series at once', { ...versions, skipsSeries: true }, '15.14', '17.0'],
    ['the series before with its format', { ...versions, keepsFormat: true }, '16.0', '15.16'],
    ['the next series with consent', outage, '15.14', '16.1', { allowMajor: true }],
    ['the series before with consent', outage, '16.1', '15.14', { rollback: true }],
    ['a version that the table no longer has', versions, '9.1', '17.0'],
  ])('accepts %s', (_, table, from, to, upgrade) => {
    expect(versionChangeProblem(table, { ...change, from, to, upgrade })).toBeUndefined();
  });

  it.each<[string, EngineVersions, string, string, object | undefined, RegExp]>([
    [
      'a skipped series',
      versions,
      '15.14',
      '17.0',
      undefined,
      /^Engine cannot skip 16; upgrade from 15.14 to 16 first$/,
    ],
    [
      'an earlier series',
      versions,
      '16.0',
      '15.16',
      undefined,
      /^Engine cannot be downgraded from 16.0 to 15.16; keep 16.0$/,
    ],
    [
      'a return over two series with the former format',
      { ...versions, keepsFormat: true },
      '17.0',
      '15.14',
      undefined,
      /cannot be downgraded/,
    ],
    [
      'an earlier version',
      { ...versions, onlyUp: true },
      '15.16',
      '15.14',
      undefined,
      /cannot be downgraded/,
    ],
    [
      'an outage without consent',
      outage,
      '15.14',
      '16.0',
      undefined,
      /down meanwhile; make a backup.*allowMajor: true$/,
    ],
    [
      'an earlier series without consent',
      outage,
      '17.0',
      '16.1',
      { allowMajor: true },
      /set upgrade.rollback: true if the upgrade from 16 has failed$/,
    ],
    ['a return over two series', outage, '17.0', '15.14', { rollback: true }, /cannot be downgraded/],
    ['a skipped series with consent', outage, '15.14', '17.0', { allowMajor: true }, /cannot skip 16/],
  ])('refuses %s', (_, table, from, to, upgrade, message) => {
    expect(versionChangeProblem(table, { ...change, from, to, upgrade })).toMatch(message);
  });
});

describe('retirementOf()', () => {
  const retired = { ...seriesOf('14', [1, 2]), retired: 'its project ended it' };
  const all: EngineVersions = { series: [retired, ...versions.series] };

  it.each([
    ['14', { reason: 'its project ended it', successor: '17' }],
    ['14.2', { reason: 'its project ended it', successor: '17' }],
    ['15.14', undefined],
    ['9.6', undefined],
  ])('returns the reason of a series without fixes for %s, and the latest series', (version, retirement) => {
    expect(retirementOf(all, version)).toEqual(retirement);
  });
});
