import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { platformOnlyProblems } from '../../shared/schema/audience.ts';
import { createStepBudget, stepLimit } from '../../shared/schema/schema-meter.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

const refused = (message: RegExp) =>
  expect.objectContaining({ reason: 'InvalidChart', message: expect.stringMatching(message) });

function nested(depth: number): unknown {
  let schema: unknown = {};
  for (let level = 0; level < depth; level++) schema = { properties: { a: schema } };
  return schema;
}

function manyPatterns(count: number): unknown {
  return {
    allOf: Array.from({ length: count }, (_, n) => ({
      properties: { a: { pattern: `^(ab)*c{${n + 1}}$` } },
    })),
  };
}

function distinctLists(count: number): number[][] {
  return Array.from({ length: count }, (_, n) => [1, n + 3]);
}

function keysOf(count: number, value: Value): Values {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, value]));
}

/** Returns a schema whose evaluations double at every level. */
function doubling(levels: number): unknown {
  const twice = (level: number) => ({
    allOf: [{ $ref: `#/$defs/d${level}` }, { $ref: `#/$defs/d${level}` }],
  });
  const definitions = Array.from({ length: levels }, (_, level) => [`d${level}`, twice(level + 1)]);
  return { ...twice(0), $defs: Object.fromEntries([...definitions, [`d${levels}`, { type: 'object' }]]) };
}

describe('attack A29: hostile values.schema.json', () => {
  it('A29 a remote $ref is ignored with a warning, and nothing is fetched', async () => {
    const requests: (string | undefined)[] = [];
    const server = createServer((request, response) => response.end(String(requests.push(request.url))));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/schema.json`;
    for (const schema of [{ $ref: address }, { properties: { a: { $ref: `${address}#/a` } } }])
      expect(compileValuesSchema(schema).warnings).toEqual([expect.stringContaining('is never fetched')]);
    for (const schema of [{ $schema: address }, { $ref: 'file:///etc/passwd' }])
      expect(() => compileValuesSchema(schema)).toThrow(refused(/not a supported draft|refers to a file/));
    platformOnlyProblems({ schema: { $ref: address } }, { a: 1 });
    await new Promise((closed) => server.close(closed));
    expect(requests).toEqual([]);
  });

  it.each([
    ['a value', { properties: { a: { pattern: '^(a+)+$' } } }, { a: `${'a'.repeat(60)}!` }, 1],
    ['a key', { patternProperties: { '^(a|a)*$': { type: 'string' } } }, { [`${'a'.repeat(60)}!`]: 1 }, 0],
    [
      'an alternation',
      { properties: { a: { pattern: '^([a-z]|[a-y])*$' } } },
      { a: `${'b'.repeat(60)}!` },
      1,
    ],
  ])(
    'A29 an expression that would backtrack endlessly over %s is matched in linear time',
    (_, schema, values, expected) => {
      const validate = compileValuesSchema(schema);
      const { seconds, error } = measureProcessorTime(() =>
        expect(validate(values as Values)).toHaveLength(expected),
      );
      expect(error).toBeUndefined();
      expect(seconds).toBeLessThan(0.5);
    },
  );

  it.each<[string, unknown, Values]>([
    ['patterns', manyPatterns(200), { a: 'ab'.repeat(50_000) }],
    ['comparisons', { additionalProperties: { enum: distinctLists(2_000) } }, keysOf(10_000, [1, 2])],
    ['references', doubling(60), { a: 1 }],
    ['unevaluated keys', { allOf: Array(200).fill({ unevaluatedProperties: true }) }, keysOf(20_000, 1)],
  ])('A29 a check with too much work for %s is refused after a number of steps', (_, schema, values) => {
    // the budget that remains after other checks of the same request
    const validate = compileValuesSchema(schema).within({ left: stepLimit / 10 });
    const { seconds, error } = measureProcessorTime(() => validate(values));
    expect(error).toEqual(refused(/takes more than 10000000 steps/));
    expect(seconds).toBeLessThan(2);
  });

  it('A29 a check without others is refused after as many steps as all checks of a request', () => {
    const validate = compileValuesSchema(manyPatterns(200));
    expect(validate({ a: 'ab'.repeat(1_500) })).not.toEqual([]);
    expect(() => validate({ a: 'ab'.repeat(50_000) })).toThrow(refused(/takes more than 10000000 steps/));
  });

  it('A29 the checks of a request share one budget of steps', () => {
    const budget = createStepBudget();
    const first = compileValuesSchema({ properties: { a: { pattern: '^(ab)*c{500}$' } } }).within(budget);
    const second = compileValuesSchema({ type: 'object' }).within(budget);
    expect(second({})).toEqual([]);
    expect(() => {
      for (let checks = 0; checks < 100; checks++) first({ a: 'ab'.repeat(10_000) });
    }).toThrow(refused(/takes more than 10000000 steps/));
    expect(() => second({})).toThrow(refused(/use several requests/));
  });

  it.each<[string, unknown, Values]>([
    ['keys', { additionalProperties: { type: 'string' } }, keysOf(20_000, 1)],
    [
      'keys below a reference',
      { additionalProperties: { $ref: '#/$defs/a' }, $defs: { a: { type: 'string' } } },
      keysOf(20_000, 1),
    ],
    ['required keys', { additionalProperties: { required: ['a', 'b', 'c', 'd'] } }, keysOf(5_000, {})],
    [
      'a list of lists',
      { additionalProperties: { items: { items: { not: {} } } } },
      keysOf(50, [Array(200).fill(1)]),
    ],
  ])('A29 too many errors of %s become one problem', (_, schema, values) => {
    const { seconds, error } = measureProcessorTime(() =>
      expect(compileValuesSchema(schema)(values)).toEqual([
        { path: '', message: 'More than 10000 errors; fix a part of the values first' },
      ]),
    );
    expect(error).toBeUndefined();
    expect(seconds).toBeLessThan(10);
  });

  it('A29 anchors among thousands of definitions are found in linear time', () => {
    const marked = { $anchor: 'a6999', 'x-audience': 'platform' };
    const definitions = Array.from({ length: 7_000 }, (_, n) => [`d${n}`, { $anchor: `a${n}` }]);
    const schema = {
      additionalProperties: { $ref: '#a6999' },
      $defs: { ...Object.fromEntries(definitions), d6999: marked },
    };
    const { seconds, error } = measureProcessorTime(() =>
      expect(platformOnlyProblems({ schema }, keysOf(20_000, 1))).toHaveLength(20_000),
    );
    expect(error).toBeUndefined();
    expect(seconds).toBeLessThan(3);
  });

  it('A29 errors below many alternatives are limited to a hundred', () => {
    const items = { anyOf: [{ type: 'string' }, { type: 'boolean' }] };
    const validate = compileValuesSchema({ properties: { a: { items } } });
    const { seconds, error } = measureProcessorTime(() =>
      expect(validate({ a: Array.from({ length: 1_500 }, (_, n) => n) })).toHaveLength(100),
    );
    expect(error).toBeUndefined();
    expect(seconds).toBeLessThan(5);
  });

  it('A29 an expression in the values is refused if it is too long to check', () => {
    const validate = compileValuesSchema({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { a: { format: 'regex' } },
    });
    expect(validate({ a: 'a{1000}' })).toEqual([]);
    expect(validate({ a: 'a{' })).toEqual([]);
    expect(validate({ a: '(' })).toMatchObject([{ path: 'a' }]);
    expect(() => validate({ a: 'a{1000}'.repeat(200) })).toThrow(refused(/more than 200 characters/));
  });

  it.each<[unknown, RegExp]>([
    [{ multipleOf: Number.POSITIVE_INFINITY }, /a number that is too large/],
    [JSON.parse('{"properties": {"__proto__": {"type": "string"}}}'), /"__proto__"/],
  ])('A29 the schema %j, which cannot be checked, is refused', (schema, message) => {
    expect(() => compileValuesSchema(schema)).toThrow(refused(message));
  });

  it.each(['uniqueItems', 'enum', 'const'])('A29 keys that replace methods are compared by %s', (keyword) => {
    const equal: Values[] = [{ toString: 1 }, { toString: 1 }];
    const other: Values[] = [{ toString: 1 }, { valueOf: 1 }];
    const allowed = { uniqueItems: true, enum: [other], const: other }[keyword];
    const validate = compileValuesSchema({ properties: { a: { [keyword]: allowed } } });
    expect(validate({ a: other })).toEqual([]);
    expect(validate({ a: equal })).toMatchObject([{ path: 'a' }]);
  });

  it('A29 an expression that would backtrack endlessly is matched in linear time in the search for x-audience too', () => {
    const schema = { patternProperties: { '^(a|a)*$': { 'x-audience': 'platform' } } };
    const validate = compileValuesSchema(schema);
    const values = { [`${'a'.repeat(60)}!`]: 1, aa: 1 };
    expect(platformOnlyProblems({ schema, validate }, values)).toMatchObject([{ path: 'aa' }]);
  });

  it('A29 a pattern that Helm ignores and Go cannot compile keeps its property closed', () => {
    // draft-04 has no `if`
    const schema = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      properties: { a: { if: { patternProperties: { '(': { 'x-audience': 'platform' } } } } },
    };
    const validate = compileValuesSchema(schema);
    expect(validate({ a: { b: 1 } })).toEqual([]);
    expect(platformOnlyProblems({ schema, validate }, { a: { b: 1 } })).toMatchObject([{ path: 'a.b' }]);
  });

  it('A29 a search for x-audience with too much work is refused after a number of steps', () => {
    const schema = { additionalProperties: { allOf: Array(2_000).fill({}) } };
    expect(() => platformOnlyProblems({ schema }, keysOf(10_000, 1))).toThrow(
      refused(/takes more than 10000000 steps/),
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a pattern of 100,000 characters', { pattern: 'a?'.repeat(50_000) }, /pattern longer than 1000/],
    [
      'a key pattern of 100,000 characters',
      { patternProperties: { ['a?'.repeat(50_000)]: {} } },
      /pattern longer than 1000/,
    ],
    [
      'a hundred patterns with a thousand repetitions',
      { allOf: Array.from({ length: 100 }, (_, n) => ({ pattern: `(?:${'ab'.repeat(50)}${n}){1000}` })) },
      /patterns of more than 200000 instructions/,
    ],
    [
      'a key of a million characters',
      {
        properties: {
          ['x'.repeat(1_000_000)]: { properties: Object.fromEntries(distinctLists(100).entries()) },
        },
      },
      /keys that are too long/,
    ],
    ['10,000 levels', nested(10_000), /nested deeper than 64 levels/],
    [
      'a hundred thousand keywords',
      { enum: Array.from({ length: 100_000 }, (_, n) => n) },
      /more than 15000 keywords/,
    ],
    [
      'an asynchronous schema, which would let everything pass',
      { properties: { a: { $async: true } } },
      /asynchronous/,
    ],
  ])('A29 %s is refused within three seconds of processor time', (_, schema, message) => {
    const { seconds, error } = measureProcessorTime(() => compileValuesSchema(schema));
    expect(seconds).toBeLessThan(3);
    expect(error).toEqual(refused(message));
  });

  it.each<[string, unknown]>([
    ['to itself', { $ref: '#' }],
    [
      'in a circle',
      {
        $ref: '#/definitions/a',
        definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
      },
    ],
  ])('A29 a reference %s ends', (_, schema) => {
    expect(compileValuesSchema(schema)({ a: 1 })).toEqual([
      { path: '', message: "Not allowed by the chart's schema" },
    ]);
    expect(platformOnlyProblems({ schema }, { a: 1 })).toEqual([]);
  });

  it('A29 strings of a schema never become code', () => {
    const evil = "'];globalThis.polluted=1;//`globalThis.polluted=1`";
    const schema = {
      title: evil,
      required: [evil],
      properties: { [evil]: { const: evil, pattern: 'x', format: evil, [evil]: evil } },
    };
    compileValuesSchema(schema)({ [evil]: 'y' });
    expect((globalThis as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
