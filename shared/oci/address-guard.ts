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
loopback.addSubnet('64:ff9b::7f00:0', 104, 'ipv6'); // loopback behind NAT64

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6'); // instance metadata over IPv6
linkLocal.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

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
 * Guard against connections to internal addresses (CWE-918, server-side request forgery). Refuses link-local addresses,
 * where clouds serve instance metadata, and loopback unless the registry itself is on loopback. Checks the addresses of
 * the actual connection, so that DNS rebinding has no effect.
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
    if (matchesList(linkLocal, address)) throw new ForbiddenAddress(`host "${host}" is a link-local address`);
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

function matchesList(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%');
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
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
