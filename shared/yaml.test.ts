import { describe, expect, it } from 'vitest';
import { RequestError } from './errors.ts';
import { parseChartYaml, parseRequestFile, parseRequestYaml, parseStoredYaml } from './yaml.ts';

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

  it('returns null for a document without content', () => {
    expect(parseRequestYaml('# nothing\n')).toBeNull();
    expect(parseRequestYaml('')).toBeNull();
  });

  it.each([
    ['a: 1\na: 2', '2:1: duplicate key "a"; first at 1:1'],
    ['a: {b: 1, b: 2}', '1:11: duplicate key "b"; first at 1:5'],
    ['a: 1\n"a": 2', '2:1: duplicate key "a"; first at 1:1'],
    ['y: 1', '1:1: the key would be read as "true"; add quotes'],
    ['0777: 1', '1:1: the key would be read as "511"; add quotes'],
    ['~: 1', '1:1: a key must be a string; add quotes'],
    ['a: [b:]', '1:5: a key within brackets needs a value; write null, or add quotes'],
    ['? [a]\n: 1', '1:3: a key must be a string'],
    ['a:\n  b: *c', '2:6: aliases are not allowed in a request'],
    ['a: &b 1', '1:7: anchors are not allowed in a request'],
    ['<<: {a: 1}', '1:5: merge keys are not allowed in a request'],
    ['a: !!int "1"', '1:4: tags are not supported'],
    ['a: !x 1', '1:4: tags are not supported'],
    ['%YAML 1.2\n---\na: 1', '1:1: directives are not supported'],
    ['a: 1\n---\nb: 2', '2:1: only one document is allowed'],
    ['a:\n\tb: 1', '2:1: a tab is not allowed as indentation; use spaces'],
    ['a: 9007199254740993', '1:4: a number beyond 2^53 loses digits; add quotes'],
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
    expect(() => parseRequestYaml(family)).toThrow('U+200D');
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
      'Parse request: 6:1: duplicate key "c"; first at 5:1',
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

  it('rounds big numbers as Helm does', () => {
    expect(parseChartYaml('[9007199254740993, 1e20]', 'values.yaml')).toEqual([2 ** 53, 1e20]);
  });

  it.each([
    ['a: *b', '1:4: alias without an anchor above it'],
    ['a: &a [*a]', '1:8: alias within the value that it repeats'],
    ['a: &a 1\nb: {<<: *a}', '2:9: a merge key needs an object or a list of objects'],
    ['y: 1\ntrue: 2', '2:1: duplicate key "true"; first at 1:1'],
  ])('refuses %j with the name of the file', (text, message) => {
    expect(() => parseChartYaml(text, 'values-production.yaml')).toThrow(
      new RequestError('InvalidChart', [{ path: '', message: `Parse values-production.yaml: ${message}` }]),
    );
  });
});
