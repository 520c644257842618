import { expect, test } from 'vitest';
import { parseGoDuration } from './go-duration.ts';

const second = 1_000_000_000n;

// Cases of Go's TestParseDuration (time_test.go) that concern the grammar.
test.each<[string, bigint]>([
  ['0', 0n],
  ['-0', 0n],
  ['90s', 90n * second],
  ['1h30m', 5400n * second],
  ['1.5h', 5400n * second],
  ['-5s', -5n * second],
  ['+5s', 5n * second],
  ['5.s', 5n * second],
  ['.5s', second / 2n],
  ['1.004s', 1_004_000_000n],
  ['100.00100s', 100_001_000_000n],
  ['10ns', 10n],
  ['11us', 11_000n],
  ['12µs', 12_000n],
  ['12μs', 12_000n],
  ['13ms', 13_000_000n],
  ['1h2m3s4ms5us6ns', 3_723_004_005_006n],
  ['39h9m14.425s', 140_954_425_000_000n],
  ['9007199254.740993ms', 9_007_199_254_740_993n],
  ['9223372036854775807ns', 9_223_372_036_854_775_807n],
  ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ['0.3333333333333333333h', 1_200_000_000_000n],
  ['0.100000000000000000000h', 360_000_000_000n],
  ['0.830103483285477580700h', 2_988_372_539_827n],
])('parseGoDuration() reads "%s" as Go does', (text, nanoseconds) => {
  expect(parseGoDuration(text)).toBe(nanoseconds);
});

test.each([
  ['1d', 'unknown unit "d", expected h, m, s, ms, us or ns'],
  ['', 'expected a number and a unit'],
  ['3', 'missing unit after "3"'],
  ['1.5', 'missing unit after "1.5"'],
  ['-', 'expected a number and a unit'],
  ['s', 'expected a digit'],
  ['.', 'expected a digit'],
  ['-.s', 'expected a digit'],
  ['+-5s', 'expected a digit'],
  ['1 h', 'unknown unit " h"'],
  ['1H', 'unknown unit "H"'],
  ['1constructor', 'unknown unit "constructor"'],
  ['3000000h', 'longer than 292 years'],
  ['9223372036854775808ns', 'longer than 292 years'],
  ['-9223372036854775808ns1ns', 'longer than 292 years'],
])('parseGoDuration() refuses "%s"', (text, detail) => {
  expect(() => parseGoDuration(text)).toThrow(RangeError);
  expect(() => parseGoDuration(text)).toThrow(`Parse duration "${text}": ${detail}`);
});
