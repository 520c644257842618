import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedAnswer, readList } from './read-list.ts';

async function* inChunks(text: string, size: number): AsyncIterable<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string, size = 7, key = 'items') =>
  readList(inChunks(text, size), { key, keep: (element) => element });

describe('readList()', () => {
  test('reads what JSON.parse reads, wherever the chunks end', async () => {
    const elements = fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 4 }));
    const sizes = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        elements,
        fc.jsonValue(),
        sizes,
        fc.boolean(),
        async (items, metadata, size, pretty) => {
          const text = JSON.stringify({ apiVersion: 'v1', items, metadata }, null, pretty ? 2 : 0);
          const expected = JSON.parse(text);
          const answer = await read(text, size);
          expect(answer.elements).toEqual(expected.items);
          expect(answer.rest).toEqual({ ...expected, items: [] });
        },
      ),
    );
  });

  test('takes the member of the object itself and no other of its name', async () => {
    const text = '{"a":{"items":[{"no":1}]},"b":"\\"items\\":[","x\\"items":[{"no":2}],"items":[{"yes":3}]}';
    expect((await read(text)).elements).toEqual([{ yes: 3 }]);
  });

  test('hands on each element as soon as it is complete', async () => {
    const seen: unknown[] = [];
    async function* body(): AsyncIterable<Buffer> {
      yield Buffer.from('{"items":[{"n":1},{"n"');
      expect(seen).toEqual([{ n: 1 }]);
      yield Buffer.from(':2}]}');
    }
    await readList(body(), { key: 'items', keep: (element) => seen.push(element) });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('takes null as no elements, as Go prints them', async () => {
    expect(await read('{"resources":null}', 7, 'resources')).toEqual({
      elements: [],
      rest: { resources: null },
    });
  });

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
    ['an element that is no JSON', '{"items":[{secret}]}'],
    ['brackets that do not match', '{"items":[{"a":[1}]}]}'],
  ])('refuses %s without quoting it', async (_, text) => {
    const error = await read(text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MalformedAnswer);
    expect(String(error)).not.toContain('secret');
  });

  test('refuses an element longer than any object can be, before it is read to its end', async () => {
    let chunks = 0;
    async function* endless(): AsyncIterable<Buffer> {
      yield Buffer.from('{"items":[{"a":"');
      for (; ; chunks += 1) yield Buffer.alloc(1024 * 1024, 'a');
    }
    await expect(readList(endless(), { key: 'items', keep: () => undefined })).rejects.toThrow('more than');
    expect(chunks).toBeLessThan(9);
  });
});
