import { describe, expect, it } from 'vitest';
import { showValue } from './shown-value.ts';

describe('showValue()', () => {
  it.each([
    ['512MB', '"512MB"'],
    [80800, '80800'],
    [true, 'true'],
    [null, 'null'],
    ['ghcr.io/acme/checkout-service', '"ghcr.io/acme/checkout-service"'],
  ])('shows %j', (value, text) => {
    expect(showValue(value, ['image', 0])).toBe(text);
  });

  it.each(['password', 'dbPassword', 'apiKey', 'AUTH_HEADER', 'clientSecret', 'value', 'COOKIE_SALT', 'DSN'])(
    'hides a value under the key %s',
    (key) => {
      expect(showValue('abc', ['a', key])).toBeUndefined();
      expect(showValue(1234, [key, 0, 'b'])).toBeUndefined();
    },
  );

  it.each([
    'https://bot:canary@example.com',
    'password=canary',
    'Bearer canarycanary',
    '0123456789abcdef0123456789abcdef',
    'ghp_0123456789abcdefghij',
    'x'.repeat(100),
  ])('hides %j, which looks like a credential or is too long', (value) => {
    expect(showValue(value, ['note'])).toBeUndefined();
  });

  it('hides objects and lists', () => {
    expect(showValue({ a: 1 }, [])).toBeUndefined();
    expect(showValue(['a'], [])).toBeUndefined();
  });
});
