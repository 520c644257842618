import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Resolves a host name to all its addresses, as `dns.lookup` does. */
export type ResolveHost = (
  host: string,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addSubnet('0.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

/** Link-local addresses, and others where clouds serve the metadata and credentials of an instance. */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4'); // link-local: most clouds
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addAddress('100.100.100.200', 'ipv4'); // Alibaba Cloud
metadata.addAddress('192.0.0.192', 'ipv4'); // Oracle Cloud
metadata.addAddress('168.63.129.16', 'ipv4'); // Azure
metadata.addAddress('fd00:ec2::254', 'ipv6'); // AWS
metadata.addAddress('fd00:ec2::23', 'ipv6'); // AWS, credentials of EKS pods
metadata.addAddress('fd20:ce::254', 'ipv6'); // Google Cloud

/** Refused target of a connection, as opposed to an outage. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Returns true for a registry on loopback: `localhost`, `127.0.0.1` or `[::1]`, with or without a port. */
export function isLoopbackHost(registry: string): boolean {
  const { hostname } = new URL(`http://${registry}`);
  const host = stripHost(hostname);
  return (
    host === 'localhost' || host.endsWith('.localhost') || (isIP(host) > 0 && matchesList(loopback, host))
  );
}

/**
 * Guard against connections to internal addresses (CWE-918, server-side request forgery). Refuses link-local addresses
 * and others where clouds serve instance metadata, and loopback unless the registry itself is on loopback. Checks the
 * addresses of the actual connection, so that DNS rebinding has no effect.
 */
export interface AddressGuard {
  /**
   * Checks a URL whose host is an address.
   *
   * @throws ForbiddenAddress if the address is refused
   */
  readonly check: (url: URL) => void;
  /** `lookup` for `node:http` that fails with ForbiddenAddress if one of the addresses is refused. */
  readonly lookup: LookupFunction;
}

/**
 * Returns the guard of a registry.
 *
 * @param registry `host[:port]`
 */
export function guardAddresses(registry: string, resolveHost: ResolveHost = resolveAll): AddressGuard {
  const registryHost = stripHost(new URL(`http://${registry}`).hostname);
  const allowsLoopback = isLoopbackHost(registry);
  const checkAddress = (host: string, address: string): void => {
    if (matchesList(metadata, address)) {
      throw new ForbiddenAddress(`host "${host}" is a link-local address or serves instance metadata`);
    }
    if (matchesList(loopback, address) && !allowsLoopback && host !== registryHost) {
      throw new ForbiddenAddress(`host "${host}" is a loopback address and the registry is not`);
    }
  };
  return {
    check: (url) => {
      const host = stripHost(url.hostname);
      if (isIP(host) > 0) checkAddress(host, host);
      else if (isLoopbackHost(url.host) && !allowsLoopback) checkAddress(host, '127.0.0.1');
    },
    lookup: (host, options, done) => {
      resolveHost(host, (error, addresses) => {
        const failure =
          error ?? firstError(() => addresses.map(({ address }) => checkAddress(host, address)));
        const [first] = addresses ?? [];
        if (failure) done(failure, '');
        else if (options.all) done(null, addresses);
        else done(null, first?.address ?? '', first?.family);
      });
    },
  };
}

function resolveAll(host: string, done: (error: Error | null, addresses: LookupAddress[]) => void): void {
  dnsLookup(host, { all: true }, done);
}

/** Returns true if a list has an address, or an IPv4 address within an IPv6 address. */
function matchesList(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%');
  if (isIP(plain) !== 6) return list.check(plain, 'ipv4');
  return list.check(plain, 'ipv6') || embeddedAddresses(plain).some((inner) => list.check(inner, 'ipv4'));
}

/** Prefixes of IPv6 addresses that a translator or tunnel turns into IPv4, with the groups that hold the address. */
const translations: readonly (readonly [prefix: RegExp, groups: readonly [number, number]])[] = [
  [/^0:0:0:0:0:(?:0|ffff):/, [6, 7]], // IPv4-compatible and IPv4-mapped (RFC 4291)
  [/^0:0:0:0:ffff:0:/, [6, 7]], // IPv4-translated (RFC 2765)
  [/^64:ff9b:/, [6, 7]], // NAT64 (RFC 6052, RFC 8215)
  [/^2002:/, [1, 2]], // 6to4 (RFC 3056)
  [/^(?:[0-9a-f]+:){4}(?:0|200):5efe:/, [6, 7]], // ISATAP (RFC 5214)
];

/** Returns the IPv4 addresses that an IPv6 address may lead to. */
function embeddedAddresses(address: string): string[] {
  const groups = expandGroups(address);
  const text = groups.map((group) => group.toString(16)).join(':');
  const pairs = translations.filter(([prefix]) => prefix.test(text)).map(([, pair]) => pair);
  const found = pairs.map(([high, low]) => printIPv4(groups[high] ?? 0, groups[low] ?? 0));
  // Teredo (RFC 4380) inverts the bits.
  if (/^2001:0:/.test(text)) found.push(printIPv4(~(groups[6] ?? 0) & 0xffff, ~(groups[7] ?? 0) & 0xffff));
  return found;
}

/** Returns the eight groups of a valid IPv6 address. */
function expandGroups(address: string): number[] {
  const plain = address.replace(/[\d.]+$/, (tail) => (isIP(tail) === 4 ? groupsOfIPv4(tail) : tail));
  const [head = '', tail] = plain.split('::');
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [parse(head), parse(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOfIPv4(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function printIPv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function stripHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function firstError(action: () => unknown): Error | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
