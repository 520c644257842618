import { describe, expect, it } from 'vitest';
import { hostPart, lowerHostPart, pathPart, portPart } from './addresses.ts';

const address = new RegExp(`^${lowerHostPart}${portPart}${pathPart}$`);

describe('the parts of addresses', () => {
  it.each(['a', 'a.example.com', 'a-b.example.com:1', 'a:443', 'a:65535/b.git/c-d', '10.0.0.1:5000/_x/~y'])(
    'accept %s',
    (text) => expect(text).toMatch(address),
  );

  it.each([
    ...['a:0', 'a:65536', 'a:70000', 'a:99999', 'a:100000', 'a:'],
    ...['a/../b', 'a/./b', 'a/..', 'a//b', 'a/', 'a..b', '-a', 'a-', 'a.-b', 'A'],
  ])('refuse %s', (text) => expect(text).not.toMatch(address));

  it('accept upper case in a host that may have it', () => {
    expect('0AB1.gr7.eu-west-1.eks.amazonaws.com').toMatch(new RegExp(`^${hostPart}$`));
  });
});
