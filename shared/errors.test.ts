import { describe, expect, it } from 'vitest';
import { collect, printProblem, problem, RequestError, redact } from './errors.ts';

describe('redact()', () => {
  it.each([
    ['https://user:correct-horse@host/path', 'https://***@host/path'],
    ['Authorization: Basic Y29ycmVjdC1ob3JzZQ==', 'Authorization: ***'],
    ['failed with Bearer abcdefgh12345678', 'failed with Bearer ***'],
    ['password=correct-horse&x=1', 'password=***&x=1'],
    ['{"access_token":"correct-horse"}', '{"access_token":"***"}'],
    ['ghp_0123456789abcdef', '***'],
  ])('redacts the credential in %s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it('keeps the message of a path that ends in the name of a credential', () => {
    const text = 'spec.applications[0].values.token: Unknown key; did you mean "tokens"?';
    expect(redact(text)).toBe(text);
  });

  it('keeps the command that messages advise, which generates a random value', () => {
    const text = 'kubectl create secret generic s --from-literal=password="$(openssl rand -hex 24)"';
    expect(redact(text)).toBe(text);
    expect(redact('password="$(correct-horse)"')).not.toContain('correct-horse');
  });

  it('escapes control characters and invisible characters', () => {
    expect(redact('a\u001b[31m\u200bb')).toBe('a\\u001b[31m\\u200bb');
  });
});

describe('collect()', () => {
  const refuse = (path: string): never => {
    throw new RequestError('NotAllowed', [problem(path, 'No')]);
  };

  it('reports the problems of every evaluation at once', () => {
    const all = () =>
      collect((attempt) => {
        attempt(() => refuse('a'));
        return ['b', 'c'].map((item) => attempt(() => (item === 'b' ? item : refuse(item))));
      });
    expect(all).toThrow('a: No; c: No');
  });

  it('keeps the reason of the first refusal', () => {
    const all = () =>
      collect((attempt) => {
        attempt(() => refuse('a'));
        attempt(() => {
          throw new RequestError('NameTaken', [problem('b', 'Taken')]);
        });
      });
    expect(all).toThrow(expect.objectContaining({ reason: 'NotAllowed' }));
  });

  it('rethrows a defect unchanged', () => {
    const broken = (): never => {
      throw new TypeError('broken');
    };
    expect(() => collect((attempt) => attempt(broken))).toThrow(TypeError);
  });

  it('returns the result of the evaluation', () => {
    expect(collect((attempt) => [1, 2].map((item) => attempt(() => item * 2)))).toEqual([2, 4]);
  });
});

describe('printProblem()', () => {
  it('prints no path for a problem of the whole object', () => {
    expect(printProblem(problem('', 'No'))).toBe('No');
    expect(printProblem(problem('spec', 'No'))).toBe('spec: No');
  });
});
