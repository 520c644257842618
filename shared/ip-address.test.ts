import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPartOf, parseAddress, parseRange } from './ip-address.ts';

describe('parseAddress()', () => {
  it.each([
    '10.0.0.1',
    '255.255.255.255',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0',
    '::',
    '::1',
    'fd00::1:2',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '1::2::3',
    '1:2:3:4:5:6:7::',
    '::ffff:10.0.0.1',
    '::ffff:10.0.0',
    '10.0.0.1::1',
    '1:2:3:4:5:6:7:8:9',
    'fd00::g',
    'x',
    '',
  ])('agrees with Node on %j', (text) => {
    expect(parseAddress(text)?.length).toBe({ 0: undefined, 4: 4, 6: 16 }[isIP(text)]);
  });
});

describe('parseRange()', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '10.0.0.1/32', 'fd00::/8', '::1/128'])('accepts %s', (text) => {
    expect(parseRange(text)).toBeDefined();
  });

  it.each(['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0', '10.0.0.0/08', 'fd00::1/8', 'x/8', '/8', '10.0.0.0/'])(
    'refuses %s',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );
});

it.each<[string, string, boolean]>([
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.0.0.0/8', false],
  ['11.0.0.0/16', '10.0.0.0/8', false],
  ['10.0.0.0/8', '10.1.0.0/16', false],
  ['fd00:1::/32', 'fd00::/16', true],
  ['fd00:1::/32', '10.0.0.0/8', false],
])('isPartOf() compares %s with %s', (part, whole, expected) => {
  expect(isPartOf(parseRange(part)!, parseRange(whole)!)).toBe(expected);
});
