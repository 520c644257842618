import { describe, expect, it } from 'vitest';
import { resolvePlainKey, resolvePlainScalar, resolveTaggedScalar } from './plain-scalar.ts';

describe('resolvePlainScalar()', () => {
  it.each([
    ['', null],
    ['~', null],
    ['Null', null],
    ['nUll', 'nUll'],
    ['y', true],
    ['Y', true],
    ['yes', true],
    ['On', true],
    ['TRUE', true],
    ['yES', 'yES'],
    ['n', false],
    ['No', false],
    ['off', false],
    ['False', false],
    ['0777', 511],
    ['0o777', 511],
    ['0O17', 15],
    ['08', 8],
    ['-017', -15],
    ['0b11', 3],
    ['0B11', 3],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1__0', 10],
    ['+5', 5],
    ['-0', 0],
    ['0b-11', -3],
    ['0x', '0x'],
    ['0b2', '0b2'],
    ['1e3', 1000],
    ['1E+3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['1_0.5', 10.5],
    ['.5_0', 0.5],
    ['._5', '._5'],
    ['.', '.'],
    ['1e400', '1e400'],
    ['1e', '1e'],
    ['-', '-'],
    ['1.2.3', '1.2.3'],
    ['500m', '500m'],
    ['12:30:45', '12:30:45'],
    ['190:20:30.15', '190:20:30.15'],
    ['2024-01-01', '2024-01-01'],
    ['9223372036854775807', 2 ** 63],
    ['18446744073709551616', 2 ** 64],
    ['0xffffffffffffffffff', '0xffffffffffffffffff'],
    ['-0x8000000000000001', '-0x8000000000000001'],
    ['.inf', Infinity],
    ['-.INF', -Infinity],
    ['.NaN', Number.NaN],
    ['.nAn', '.nAn'],
  ])('reads %j as go-yaml does', (text, value) => {
    expect(resolvePlainScalar(text)).toEqual(value);
  });
});

describe('resolvePlainKey()', () => {
  it.each([
    ['y', 'true', 'boolean'],
    ['off', 'false', 'boolean'],
    ['0x10', '16', 'integer'],
    ['010', '8', 'integer'],
    ['9_007_199_254_740_993', '9007199254740993', 'integer'],
    ['-9223372036854775808', '-9223372036854775808', 'integer'],
    ['1e3', '1000', 'fraction'],
    ['1.10', '1.1', 'fraction'],
    ['-0.0', '-0', 'fraction'],
    ['0.1234567', '0.1234567', 'fraction'],
    ['1e6', '1e+06', 'fraction'],
    ['1e-5', '1e-05', 'fraction'],
    ['123456789.5', '1.2345679e+08', 'fraction'],
    ['.inf', '.inf', 'fraction'],
    ['.NaN', '.nan', 'fraction'],
    ['8080', '8080', 'integer'],
    ['image', 'image', 'string'],
    ['12:30', '12:30', 'string'],
  ])('converts %s to the string %s, as Helm does', (text, name, type) => {
    expect(resolvePlainKey(text)).toEqual({ name, type });
  });

  it.each(['~', 'null', '', '9223372036854775808'])('returns undefined for %j', (text) => {
    expect(resolvePlainKey(text)).toBeUndefined();
  });
});

describe('resolveTaggedScalar()', () => {
  it.each([
    ['int', '5', 5],
    ['int', '0b11', 3],
    ['int', '1.5', undefined],
    ['float', '5', 5],
    ['float', '1e3', 1000],
    ['bool', 'yes', true],
    ['bool', 'maybe', undefined],
    ['null', '', null],
    ['null', 'x', undefined],
    ['str', '5', '5'],
    ['binary', 'aGVs\nbG8=', 'hello'],
    ['binary', 'x', undefined],
    ['binary', '/w==', undefined],
    ['timestamp', '2001-01-01', '2001-01-01'],
    ['timestamp', 'x', undefined],
    ['set', '5', '5'],
  ])('reads !!%s %j as Helm does', (tag, text, value) => {
    expect(resolveTaggedScalar(text, `tag:yaml.org,2002:${tag}`)).toBe(value);
  });
});
