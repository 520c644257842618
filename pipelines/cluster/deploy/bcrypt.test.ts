import { expect, it } from 'vitest';
import { hashBcrypt } from './bcrypt.ts';

/** Hashes of crypt_blowfish by Openwall, whose salts are in bcrypt's own alphabet. */
it.each([
  ['U*U', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['', '$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
])('hashBcrypt() hashes %j as other programs do', (password, expected) => {
  const salt = saltOf(expected.slice(7, 29));
  expect(hashBcrypt(password, { salt, cost: 5 })).toBe(expected);
});

it('hashBcrypt() refuses what bcrypt would cut off', () => {
  const salt = new Uint8Array(16);
  expect(() => hashBcrypt('x'.repeat(72), { salt })).toThrow(RangeError);
  expect(hashBcrypt('x'.repeat(71), { salt })).toMatch(/^\$2b\$04\$\.{22}[./A-Za-z0-9]{31}$/);
});

function saltOf(text: string): Uint8Array {
  const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(6, '0')).join('');
  return Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  );
}
