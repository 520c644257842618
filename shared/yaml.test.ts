import { describe, expect, it } from 'vitest';
import { RequestError } from './errors.ts';
import {
  parseChartYaml,
  parseRequestFile,
  parseRequestYaml,
  parseStoredYaml,
  parseValuesYaml,
} from './yaml.ts';

describe('parseRequestYaml()', () => {
  it('reads a request as kubectl does', () => {
    const text =
      '---\nmetadata: {name: web}\nspec:\n  on_: yes\n  mode: 0755\n  at: 12:30:45\n  text: "yes"\n  8080: a\n';
    expect(parseRequestYaml(text)).toEqual({
      metadata: { name: 'web' },
      spec: { on_: true, mode: 493, at: '12:30:45', text: 'yes', 8080: 'a' },
    });
  });

  it('reads the metadata that an API server stores', () => {
    const key = 'k'.repeat(200);
    const text = `metadata:\n  managedFields:\n  - fieldsV1:\n      f:metadata:\n        .: {}\n        k:{"uid":"1"}: {}\n  annotations:\n    ? ${key}\n    : '{"a":1}'\n`;
    expect(parseRequestYaml(text)).toEqual({
      metadata: {
        managedFields: [{ fieldsV1: { 'f:metadata': { '.': {}, 'k:{"uid":"1"}': {} } } }],
        annotations: { [key]: '{"a":1}' },
      },
    });
  });

  it('reads keys within braces that have a value, or no colon', () => {
    expect(parseRequestYaml('{ a: "", b, c: null }')).toEqual({ a: '', b: null, c: null });
  });

  it('ignores a byte order mark at the start', () => {
    expect(parseRequestYaml('\ufeffa: 1')).toEqual({ a: 1 });
    expect(parseRequestFile('\ufeffa: 1\n---\nb: 2')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('resolves aliases', () => {
    expect(parseRequestYaml('a: &x {p: 1}\nb: *x\nc: [*x]')).toEqual({
      a: { p: 1 },
      b: { p: 1 },
      c: [{ p: 1 }],
    });
  });

  it('accepts joiners in values, but not in keys', () => {
    const text = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u{1f468}\u200d\u{1f469}';
    expect(parseRequestYaml(`a: ${text}\nb: "${text}" # ${text}`)).toEqual({ a: text, b: text });
    expect(() => parseRequestYaml('a\u200d: 1')).toThrow('1:1: character U+200D is not allowed');
  });

  it('returns null for a document without content', () => {
    expect(parseRequestYaml('# nothing\n')).toBeNull();
    expect(parseRequestYaml('')).toBeNull();
  });

  it.each([
    ['a: 1\na: 2', '2:1: duplicate key "a"; first at 1:1; remove one of them'],
    ['a: {b: 1, b: 2}', '1:11: duplicate key "b"; first at 1:5; remove one of them'],
    ['a: 1\n"a": 2', '2:1: duplicate key "a"; first at 1:1; remove one of them'],
    ['y: 1', '1:1: the key would be read as "true"; add quotes'],
    ['0777: 1', '1:1: the key would be read as "511"; add quotes'],
    ['~: 1', '1:1: a key must be a string; add quotes'],
    ['a: [b:]', '1:5: a key within brackets needs a value; write null, or add quotes'],
    ['? [a]\n: 1', '1:3: a key must be a string'],
    ['a:\n  b: *c', '2:6: alias without an anchor above it'],
    ['a: &b x\n*b : 1', '2:1: a key must be a string'],
    ['&b a: 1', '1:4: a key must be a string'],
    ['<<: {a: 1}', '1:5: merge keys are not allowed in a request'],
    ['a: !!int "1"', '1:4: tags are not supported'],
    ['a: !x 1', '1:4: tags are not supported'],
    ['%YAML 1.2\n---\na: 1', '1:1: directives are not supported'],
    ['a: 1\n---\nb: 2', '2:1: only one document is allowed'],
    ['a:\n\tb: 1', '2:1: a tab is not allowed as indentation; use spaces'],
    [
      'a: 9007199254740993',
      '1:4: a number beyond 2^53 loses digits; use a smaller one, or add quotes if it is a string',
    ],
    ['a: .inf', '1:4: Infinity and NaN are not allowed; add quotes'],
    ['a: -0.0', '1:4: negative zero is not allowed; add quotes'],
    ['a: [1', '1:6: "[" opened at 1:4 is never closed'],
    ['a: {b: [1\nc: 2', '2:1: "[" opened at 1:8 is never closed'],
    ['a: [1}', '1:6: "[" opened at 1:4 is closed by "}"'],
    ['a: "x', "1:6: '\"' opened at 1:4 is never closed"],
    ['a: b: c', '1:4: a second colon in one line; add quotes around the string, or start a new line'],
    ['@a: 1', '1:1: an unquoted string cannot start with this character; add quotes'],
    ['"\\q": 1', '1:2: invalid escape sequence in a double-quoted string'],
  ])('refuses %j with its position', (text, message) => {
    expect(() => parseRequestYaml(text)).toThrow(
      new RequestError('InvalidRequest', [{ path: '', message: `Parse request: ${message}` }]),
    );
  });

  it('never prints a value of a document that it refuses', () => {
    for (const text of [
      'password: "hunter2',
      'a: hunter2: b',
      'a: @hunter2',
      'a: !hunter2 1',
      'a: [hunter2}',
      '- hunter2\nb',
    ])
      expect(() => parseRequestYaml(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      );
  });
});

describe('parseStoredYaml()', () => {
  it('accepts invisible characters in an object', () => {
    const family = 'metadata:\n  annotations:\n    note: "\u{1f468}\u200d\u{1f469}"\n';
    expect(parseStoredYaml(family)).toEqual({
      metadata: { annotations: { note: '\u{1f468}\u200d\u{1f469}' } },
    });
    expect(() => parseRequestYaml('a: "\u200b"')).toThrow('U+200B');
  });

  it('refuses anchors, which no API server prints', () => {
    expect(() => parseStoredYaml('a: &b 1')).toThrow('1:7: anchors are not allowed');
  });

  it('accepts an object that indentation made larger than a request may be', () => {
    const text = `note: ${'x'.repeat(2 * 1024 * 1024)}\n`;
    expect(parseStoredYaml(text)).toEqual({ note: 'x'.repeat(2 * 1024 * 1024) });
    expect(() => parseStoredYaml(`note: ${'x'.repeat(9 * 1024 * 1024)}\n`)).toThrow('larger than');
  });
});

describe('parseRequestFile()', () => {
  it('returns every document with content', () => {
    expect(parseRequestFile('# first\n---\na: |\n  x\n  --- y\n---\n---\nb: 2\n--- # third\nc: 3\n')).toEqual(
      [{ a: 'x\n--- y\n' }, { b: 2 }, { c: 3 }],
    );
  });

  it('counts lines across documents', () => {
    expect(() => parseRequestFile('a: 1\n---\nb: 1\n---\nc: 1\nc: 2\n')).toThrow(
      'Parse request: 6:1: duplicate key "c"; first at 5:1; remove one of them',
    );
  });
});

describe('parseChartYaml()', () => {
  it('resolves aliases and merge keys as Helm does', () => {
    const text =
      'x: &x {p: 1, q: 1}\nz: &z {q: 2}\na: *x\nb: {q: 3, <<: *x}\nc: {<<: [*x, *z], r: 4}\nd: {<<: {p: 5}, p: 6}\n';
    expect(parseChartYaml(text, 'values.yaml')).toMatchObject({
      a: { p: 1, q: 1 },
      b: { q: 1, p: 1 },
      c: { p: 1, q: 1, r: 4 },
      d: { p: 6 },
    });
  });

  it('accepts the keys that Helm accepts', () => {
    const text = 'y: 1\n010: 2\n1.50: 3\n"<<": 4\n!!str 1: 5\n';
    expect(parseChartYaml(text, 'values.yaml')).toEqual({ true: 1, 8: 2, 1.5: 3, '<<': 4, 1: 5 });
  });

  it.each([
    ['duplicate keys', 'a: {x: 1}\na: {z: 2}', { a: { z: 2 } }],
    ['a duplicate key that is null', 'a: 1\na: null', { a: null }],
    ['equal keys of one type', 'y: 1\ntrue: 2', { true: 2 }],
    [
      'core tags',
      'a: !!int "5"\nb: !!bool yes\nc: !!binary aGk=\nd: !!float 5',
      { a: 5, b: true, c: 'hi', d: 5 },
    ],
    ['other tags', 'a: !x 5\nb: !x {c: 1}\nc: ! 5', { a: '5', b: { c: 1 }, c: '5' }],
    [
      'keys within brackets without a value',
      '{a: , b: {c: , d:}, "e": }',
      { a: null, b: { c: null, 'd:': null }, e: null },
    ],
    ['the first document', 'a: 1\n---\nb: [', { a: 1 }],
    ['what follows the end of a document', 'a: 1\n...\n}{', { a: 1 }],
    [
      'joiners and soft hyphens',
      'a: \u{1f468}\u200d\u{1f469}\nb: x\u00ady',
      { a: '\u{1f468}\u200d\u{1f469}', b: 'x\u00ady' },
    ],
    ['line ends of YAML 1.1', 'a: x\u0085b: w\rc: z', { a: 'x', b: 'w', c: 'z' }],
    ['an alias as a key', 'a: &k key\n*k : v', { a: 'key', key: 'v' }],
    ['an anchor at a key', '&k 1: v\nb: *k', { 1: 'v', b: 1 }],
    [
      'keys that are numbers',
      '1.5: a\n1e10: b\n9007199254740993: c',
      { 1.5: 'a', '1e+10': 'b', '9007199254740993': 'c' },
    ],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    [
      'brackets and quotes without indentation',
      'a: {\n"b": 1\n}\nc: "x\ny"\nd: [1,\n\t2]#c',
      { a: { b: 1 }, c: 'x y', d: [1, 2] },
    ],
  ])('reads %s as Helm does', (_, text, values) => {
    expect(parseChartYaml(text, 'values.yaml')).toEqual(values);
  });

  it('keeps the keys of a prototype without changing it', () => {
    const text = 'constructor: 1\n__proto__: {x: 1}\nb: &b {__proto__: 2}\nc: {<<: *b}';
    const values = parseChartYaml(text, 'values.yaml') as object;
    expect(JSON.stringify(values)).toBe(
      '{"constructor":1,"__proto__":{"x":1},"b":{"__proto__":2},"c":{"__proto__":2}}',
    );
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });

  it('rounds big numbers as Helm does', () => {
    expect(parseChartYaml('[9007199254740993, 1e20]', 'values.yaml')).toEqual([2 ** 53, 1e20]);
  });

  it.each([
    ['a: *b', '1:4: alias without an anchor above it'],
    ['a: &a [*a]', '1:8: alias within the value that it repeats'],
    ['a: &a 1\nb: {<<: *a}', '2:9: a merge key needs an object or a list of objects'],
    ['1: 1\n"1": 2', '2:1: the key is read as "1", which exists with another type; add quotes'],
    [
      'a: &a {1: 1}\nb: {"1": 2, <<: *a}',
      '2:17: the key is read as "1", which exists with another type; add quotes',
    ],
    ['a: !!int x', '1:10: the value does not have the type of its tag'],
    ['? [a]\n: b', '1:3: a key must be a string'],
    ['~: a', '1:1: a key must be a string; add quotes'],
    ['a: .inf', '1:4: Infinity and NaN are not allowed; add quotes'],
  ])('refuses %j with the name of the file', (text, message) => {
    expect(() => parseChartYaml(text, 'values-production.yaml')).toThrow(
      new RequestError('InvalidChart', [{ path: '', message: `Parse values-production.yaml: ${message}` }]),
    );
  });
});

describe('parseValuesYaml()', () => {
  const read = (text: string) => parseValuesYaml(text, 'values.yaml');

  it('merges the documents of a file as Helm does', () => {
    const text = '# first\n---\na: {x: 1, z: [1]}\nb: 1\n--- # second\na: {w: 2, z: [2]}\nb: null\n---\n';
    expect(read(text)).toEqual({ values: { a: { x: 1, w: 2, z: [2] }, b: null }, warnings: [] });
  });

  it('returns null for a file without values', () => {
    expect(read('')).toEqual({ values: null, warnings: [] });
    expect(read('# nothing\n---\n---\n')).toEqual({ values: null, warnings: [] });
  });

  it('warns about duplicate keys, with the first three', () => {
    expect(read('a: 1\na: 2').warnings).toEqual([
      'Duplicate keys in values.yaml: "a" at 2:1; Helm takes the last one',
    ]);
    expect(read('a: 1\na: 2\na: 3\na: 4\n---\nb: 1\nb: 2').warnings).toEqual([
      'Duplicate keys in values.yaml: "a" at 2:1, "a" at 3:1, "a" at 4:1 and 1 more; Helm takes the last one',
    ]);
  });

  it.each([
    ['--- {a: 1}', '1:1: "---" must be on a line of its own'],
    ['a: 1\n---b: 1', '2:1: "---" must be on a line of its own'],
    ['a: &x 1\n---\nb: *x', '3:4: alias without an anchor above it'],
    ['a: 1\n---\n\nb: [', '4:5: "[" opened at 4:4 is never closed'],
  ])('refuses %j as Helm does', (text, message) => {
    expect(() => read(text)).toThrow(`Parse values.yaml: ${message}`);
  });

  it('counts the limits across documents', () => {
    const document = `a: [${'1,'.repeat(9_000)}]\n---\n`;
    expect(() => read(document.repeat(10))).toThrow('more than 50000 keys and values');
    expect(() => read('---\n'.repeat(2_100))).toThrow('more than 1000 documents');
  });
});
