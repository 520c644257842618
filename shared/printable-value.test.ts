import { describe, expect, it } from 'vitest';
import { printableValue, quotedName } from './printable-value.ts';

describe('printableValue()', () => {
  it.each([
    ['512MB', '"512MB"'],
    [80800, '80800'],
    [true, 'true'],
    [null, 'null'],
    ['ghcr.io/acme/checkout-service', '"ghcr.io/acme/checkout-service"'],
  ])('prints %j', (value, text) => {
    expect(printableValue(value, ['image', 0])).toBe(text);
  });

  it.each(['password', 'dbPassword', 'apiKey', 'AUTH_HEADER', 'clientSecret', 'value', 'COOKIE_SALT', 'DSN'])(
    'hides a value under the key %s',
    (key) => {
      expect(printableValue('abc', ['a', key])).toBeUndefined();
      expect(printableValue(1234, [key, 0, 'b'])).toBeUndefined();
    },
  );

  it.each([
    'https://bot:canary@example.com',
    'bot:canary@example.com',
    'password=canary',
    'Bearer canarycanary',
    '0123456789abcdef0123456789abcdef',
    'ghp_0123456789abcdefghij',
    'x'.repeat(100),
  ])('hides %j, which looks like a credential or is too long', (value) => {
    expect(printableValue(value, ['note'])).toBeUndefined();
  });

  it('hides objects and lists', () => {
    expect(printableValue({ a: 1 }, [])).toBeUndefined();
    expect(printableValue(['a'], [])).toBeUndefined();
  });
});

describe('quotedName()', () => {
  it.each(['web', '1.2', 'Web App', '>=1.0 <2.0'])('quotes %j', (text) => {
    expect(quotedName(text)).toBe(` "${text}"`);
  });

  it.each([
    { toString: 1 },
    '[{"name":"DB_PASSWORD","value":"canary"}]',
    'password=canary',
    'a\u001b[2J',
    'x'.repeat(100),
  ])('hides %j', (text) => {
    expect(quotedName(text)).toBe('');
  });
});
