import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Resolves a host name to all its addresses; `dns.lookup` unless a test says otherwise. */
export type ResolveHost = (
  host: string,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addSubnet('0.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');
loopback.addSubnet('64:ff9b::7f00:0', 104, 'ipv6'); // the same behind NAT64

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6'); // a cloud's instance metadata over IPv6
linkLocal.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

/** Refused target of a connection. Its class distinguishes it from an outage. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** True for a registry that names itself as loopback: `localhost`, `127.0.0.1`, `[::1]`, with or without port. */
export function isLoopbackHost(registry: string): boolean {
  const { hostname } = new URL(`http://${registry}`);
  const host = bare(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) > 0 && isIn(loopback, host));
}

/**
 * Guard of the addresses that may be reached on behalf of a registry (CWE-918, request forgery). Link-local addresses are
 * refused, because clouds serve instance metadata there. Loopback is allowed only if the registry itself is on loopback.
 * The guard checks the addresses of the actual connection, so a name that resolves differently later gains nothing.
 */
export interface AddressGuard {
  /** @throws ForbiddenAddress for a URL whose host is such an address */
  readonly check: (url: URL) => void;
  /** A `lookup` for `node:http` that fails with ForbiddenAddress where one of the addresses is such an address. */
  readonly lookup: LookupFunction;
}

/**
 * The guard of one registry.
 * @param registry `host[:port]`
 */
export function guardAddresses(registry: string, resolveHost: ResolveHost = resolveAll): AddressGuard {
  const own = bare(new URL(`http://${registry}`).hostname);
  const everywhere = isLoopbackHost(registry);
  const checkAddress = (host: string, address: string): void => {
    if (isIn(linkLocal, address)) throw new ForbiddenAddress(`host "${host}" is a link-local address`);
    if (isIn(loopback, address) && !everywhere && host !== own) {
      throw new ForbiddenAddress(`host "${host}" is a loopback address and the registry is not`);
    }
  };
  return {
    check: (url) => {
      const host = bare(url.hostname);
      if (isIP(host) > 0) checkAddress(host, host);
      else if (isLoopbackHost(url.host) && !everywhere) checkAddress(host, '127.0.0.1');
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

function isIn(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%');
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

function bare(hostname: string): string {
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
