import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

const parsed = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => ({ scheme, ...Object.fromEntries(parameters) }));

describe('parseChallenges()', () => {
  it('keeps commas and escapes of quoted values', () => {
    const header =
      'Bearer realm="https://auth.example/token",service="a \\"b\\"",scope="repository:a/b:pull,push"';
    expect(parsed(header)).toEqual([
      {
        scheme: 'bearer',
        realm: 'https://auth.example/token',
        service: 'a "b"',
        scope: 'repository:a/b:pull,push',
      },
    ]);
  });

  it('parses several challenges of one header', () => {
    expect(parsed('Negotiate, Basic realm="x", charset="UTF-8" , Bearer realm=y ,service=z')).toEqual([
      { scheme: 'negotiate' },
      { scheme: 'basic', realm: 'x', charset: 'UTF-8' },
      { scheme: 'bearer', realm: 'y', service: 'z' },
    ]);
  });

  it('skips a token instead of parameters', () => {
    expect(parsed('Negotiate YWJj==, Basic realm="x"')).toEqual([
      { scheme: 'negotiate' },
      { scheme: 'basic', realm: 'x' },
    ]);
  });

  it('ignores the case of names and schemes, and blanks around the equals sign', () => {
    expect(parsed('BEARER Realm = "x"')).toEqual([{ scheme: 'bearer', realm: 'x' }]);
  });

  it('returns the first of duplicate parameters', () => {
    expect(parsed('Bearer realm="a",realm="b"')).toEqual([{ scheme: 'bearer', realm: 'a' }]);
  });

  it.each(['', ' ', ',,,', '"', '='])('returns nothing for %j', (header) => {
    expect(parseChallenges(header)).toEqual([]);
  });

  it('takes linear time for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (header) => Array.isArray(parseChallenges(header))),
    );
    for (const text of ['"', '\\', 'a', 'a=', 'a="', ' ,']) parseChallenges(`Bearer ${text.repeat(8_000)}`);
  });
});
