import { describe, expect, it } from 'vitest';
import { guardAddresses } from './address-guard.ts';

const { check } = guardAddresses('registry.example.com');
const errorOf = (host: string): string | undefined => {
  try {
    check(new URL(`https://${host}/`));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('guardAddresses()', () => {
  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:0:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[64:ff9b:1:2:3:4:127.0.0.1]',
    '[2002:7f00:1::]',
    '[2001:0:1:2:3:4:80ff:fffe]',
    '[2001:db8::5efe:127.0.0.1]',
    '[2001:db8::200:5efe:7f00:1]',
    'localhost',
  ])('refuses loopback as %s', (host) => expect(errorOf(host)).toMatch(/is a loopback address/));

  it.each([
    '169.254.169.254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[fd00:ec2::23]',
    '[fd20:ce::254]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::6464:64c8]',
    '[2002:a9fe:a9fe::1]',
  ])('refuses instance metadata as %s', (host) => expect(errorOf(host)).toMatch(/serves instance metadata/));

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '93.184.216.34',
    '[fd12:3456::1]',
    '[2001:db8::1]',
    '[2002:a00:1::]',
    '[64:ff9b::a00:1]',
    'registry.example.com',
  ])('accepts %s: platforms have registries in private networks', (host) => {
    expect(errorOf(host)).toBeUndefined();
  });

  it('refuses a name that resolves to a translated address', () => {
    const guard = guardAddresses('registry.example.com', (_, done) =>
      done(null, [{ address: '64:ff9b:1::7f00:1', family: 6 }]),
    );
    guard.lookup('storage.example.com', { all: true }, (error) => {
      expect(error?.message).toBe('host "storage.example.com" is a loopback address and the registry is not');
    });
    expect.assertions(1);
  });
});
