import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { platformOnlyProblems } from '../../shared/helm/audience.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { compileValuesSchema } from '../../shared/helm/values-schema.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

const refused = (message: RegExp) =>
  expect.objectContaining({ reason: 'InvalidChart', message: expect.stringMatching(message) });

function nested(depth: number): unknown {
  let schema: unknown = {};
  for (let level = 0; level < depth; level++) schema = { properties: { a: schema } };
  return schema;
}

describe('attack A29: hostile values.schema.json', () => {
  it('A29 a remote $ref is refused, and nothing is fetched', async () => {
    const requests: (string | undefined)[] = [];
    const server = createServer((request, response) => response.end(String(requests.push(request.url))));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/schema.json`;
    for (const schema of [
      { $ref: address },
      { properties: { a: { $ref: `${address}#/a` } } },
      { $schema: address },
      { $ref: 'file:///etc/passwd' },
    ])
      expect(() => compileValuesSchema(schema)).toThrow(refused(/cannot be compiled|unsupported dialect/));
    platformOnlyProblems({ $ref: address }, { a: 1 });
    await new Promise((closed) => server.close(closed));
    expect(requests).toEqual([]);
  });

  it.each([
    ['a value', { properties: { a: { pattern: '^(a+)+$' } } }, { a: `${'a'.repeat(60)}!` }],
    ['a key', { patternProperties: { '^(a|a)*$': { type: 'string' } } }, { [`${'a'.repeat(60)}!`]: 1 }],
    ['an alternation', { properties: { a: { pattern: '^([a-z]|[a-y])*$' } } }, { a: `${'b'.repeat(60)}!` }],
  ])('A29 an expression that backtracks endlessly over %s is stopped', (_, schema, values) => {
    const validate = compileValuesSchema(schema);
    expect(() => validate(values as Values)).toThrow(refused(/too much time/));
  });

  it('A29 a schema that took too much time once is not tried again for the next release', () => {
    const validate = compileValuesSchema({ properties: { a: { pattern: '^(a+)+$' } } });
    const values = { a: `${'a'.repeat(60)}!` };
    expect(() => validate(values)).toThrow(refused(/too much time/));
    const again = measureProcessorTime(() => validate(values));
    expect(again.error).toEqual(refused(/too much time/));
    expect(again.seconds).toBeLessThan(0.5);
  });

  it.each(['uniqueItems', 'enum', 'const'])(
    'A29 keys that replace methods are refused beside %s',
    (keyword) => {
      const schema = { properties: { a: { [keyword]: keyword === 'uniqueItems' ? true : [[{}]] } } };
      const items: Values = { a: [{ toString: 1 }, { valueOf: 1 }] };
      expect(compileValuesSchema(schema)(items)).toEqual([
        { path: 'a[0].toString', message: 'The key "toString" is not supported; use another one' },
        { path: 'a[1].valueOf', message: 'The key "valueOf" is not supported; use another one' },
      ]);
    },
  );

  it('A29 an expression that backtracks endlessly is stopped in the search for marks, too', () => {
    const schema = { patternProperties: { '^(a|a)*$': { 'x-audience': 'platform' } } };
    expect(() => platformOnlyProblems(schema, { [`${'a'.repeat(60)}!`]: 1 })).toThrow(
      refused(/too much time/),
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a pattern of 100,000 characters', { pattern: 'a?'.repeat(50_000) }, /pattern longer than 1000/],
    [
      'a key pattern of 100,000 characters',
      { patternProperties: { ['a?'.repeat(50_000)]: {} } },
      /pattern longer than 1000/,
    ],
    ['10,000 levels', nested(10_000), /nested deeper than 64 levels/],
    [
      'a million keywords',
      { enum: Array.from({ length: 1_000_000 }, (_, n) => n) },
      /more than 50000 keywords/,
    ],
    [
      'an asynchronous schema, which would let everything pass',
      { properties: { a: { $async: true } } },
      /asynchronous/,
    ],
  ])('A29 %s is refused within a second of processor time', (_, schema, message) => {
    const { seconds, error } = measureProcessorTime(() => compileValuesSchema(schema));
    expect(seconds).toBeLessThan(1);
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
    expect(() => compileValuesSchema(schema)({ a: 1 })).toThrow(
      refused(/too much time or memory|cannot be compiled/),
    );
    expect(platformOnlyProblems(schema, { a: 1 })).toEqual([]);
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
