import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { parseChartYaml, parseRequestYaml, printYaml } from '../../shared/yaml.ts';

const texts = [
  'no',
  'NO',
  'n',
  'y',
  'on',
  'off',
  'true',
  '~',
  'null',
  '',
  '1e3',
  '1_000',
  '0777',
  '0o777',
  '0b11',
  '0x1f',
  '08',
  '12:30:45',
  '190:20:30',
  '-0',
  '+1',
  '.5',
  '5.',
  '.inf',
  '-.INF',
  '.nan',
  '2024-01-01',
  '2024-01-01T10:00:00Z',
  '9007199254740993',
  '<<',
  '=',
  '!!int 1',
  '&a',
  '*a',
];

describe('attack A15: values that change their type', () => {
  it.each(texts)('A15 %j stays a string for every reader', (text) => {
    const value = { key: text, list: [text], ...(text === '<<' ? {} : { [`${text}`]: 'as a key' }) };
    for (const printed of [
      printYaml(value),
      printValues({ chart: { values: value }, layers: [], merged: value }),
    ]) {
      expect(parseChartYaml(printed, 'values.yaml')).toEqual(value);
      expect(parse(printed, { version: '1.1' })).toEqual(value);
      expect(parse(printed, { version: '1.2' })).toEqual(value);
    }
  });

  it('A15 an unquoted scalar of a request is what kubectl reads', () => {
    const text =
      'values: {"no": x}\n' + 'a: no\nb: 1e3\nc: 0777\nd: 12:30:45\ne: ~\nf: 2024-01-01\ng: 0o17\n';
    const request = parseRequestYaml(text);
    expect(request).toEqual({
      values: { no: 'x' },
      a: false,
      b: 1000,
      c: 511,
      d: '12:30:45',
      e: null,
      f: '2024-01-01',
      g: 15,
    });
    expect(parseRequestYaml(printYaml(request))).toEqual(request);
  });

  it.each(['9007199254740993', '1e300', '-0.0', '.inf', '.nan', '0x20000000000001'])(
    'A15 %s is refused in a request, with the advice to quote it',
    (text) => {
      expect(() => parseRequestYaml(`a: ${text}`)).toThrow(/quote/);
      expect(parseRequestYaml(`a: "${text}"`)).toEqual({ a: text });
    },
  );

  it('A15 a number keeps its digits through merge and print', () => {
    const chart = { a: 0.1, b: 1e21, c: 1e-7, d: 2 ** 53 - 1, e: -1.5e300 };
    const { values: merged } = mergeValues({ values: chart }, []);
    expect(
      parseChartYaml(printValues({ chart: { values: chart }, layers: [], merged }), 'values.yaml'),
    ).toEqual(chart);
  });
});
