import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedResponse, readList } from './read-list.ts';

async function* inChunks(text: string, size: number): AsyncIterable<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Largest bodies that are parsed as a whole: none, short ones, every one. */
const limits = [0, 50, 1024 * 1024];

const read = (text: string, { size = 7, key = 'items', whole = 0 } = {}) =>
  readList(inChunks(text, size), { key, keep: (element) => element, whole });

describe('readList()', () => {
  test('reads the same as JSON.parse, for any boundaries of chunks', async () => {
    const elements = fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 4 }));
    const sizes = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        elements,
        fc.jsonValue(),
        sizes,
        fc.boolean(),
        fc.constantFrom(...limits),
        async (items, metadata, size, pretty, whole) => {
          const text = JSON.stringify({ apiVersion: 'v1', items, metadata }, null, pretty ? 2 : 0);
          const expected = JSON.parse(text);
          const apiResponse = await read(text, { size, whole });
          expect(apiResponse.elements).toEqual(expected.items);
          expect(apiResponse.rest).toEqual({ ...expected, items: [] });
        },
      ),
    );
  });

  test.each(limits)('ignores nested members with the same name, up to %i bytes as a whole', async (whole) => {
    const text = '{"a":{"items":[{"no":1}]},"b":"\\"items\\":[","x\\"items":[{"no":2}],"items":[{"yes":3}]}';
    expect((await read(text, { whole })).elements).toEqual([{ yes: 3 }]);
  });

  test('passes on each element of a long body as soon as it is complete', async () => {
    const seen: unknown[] = [];
    async function* body(): AsyncIterable<Buffer> {
      yield Buffer.from('{"items":[{"n":1},{"n"');
      expect(seen).toEqual([{ n: 1 }]);
      yield Buffer.from(':2}]}');
    }
    await readList(body(), { key: 'items', keep: (element) => seen.push(element), whole: 0 });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test.each(limits)(
    'reads null as an empty list, as Go prints it, up to %i bytes as a whole',
    async (whole) => {
      expect(await read('{"resources":null}', { key: 'resources', whole })).toEqual({
        elements: [],
        rest: { resources: null },
      });
    },
  );

  test.each([
    ['an empty body', ''],
    ['a page of HTML', '<html>secret</html>'],
    ['an end within an element', '{"items":[{"a":"secret'],
    ['an end between elements', '{"items":[{"a":"secret"},'],
    ['an end after the list', '{"items":[{"a":"secret"}]'],
    ['text after the end', '{"items":[]} secret'],
    ['no such member', '{"kind":"secret"}'],
    ['a member of another type', '{"items":{"a":"secret"}}'],
    ['no object', '["secret"]'],
    ['null', 'null'],
    ['a string as element', '{"items":["secret"]}'],
    ['a number as element', '{"items":[{}, 7]}'],
    ['an element that is not JSON', '{"items":[{secret}]}'],
    ['brackets that do not match', '{"items":[{"a":[1}]}]}'],
  ])('refuses %s without quoting it', async (_, text) => {
    for (const whole of limits) {
      const error = await read(text, { whole }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MalformedResponse);
      expect(String(error)).not.toContain('secret');
    }
  });

  test('refuses an element beyond the size limit before reading all of it', async () => {
    let chunks = 0;
    async function* endless(): AsyncIterable<Buffer> {
      yield Buffer.from('{"items":[{"a":"');
      for (; ; chunks += 1) yield Buffer.alloc(1024 * 1024, 'a');
    }
    await expect(readList(endless(), { key: 'items', keep: () => undefined })).rejects.toThrow('more than');
    expect(chunks).toBeLessThan(9);
  });
});
