import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registryHandler } from '../../pipelines/stand-in/registry-handler.ts';
import type { MemoryRegistry } from '../../shared/oci/memory-registry.ts';

/** A second way to a registry, which requires an account. */
export interface GuardedRegistry {
  readonly port: number;
  readonly close: () => void;
}

/** Starts a server on loopback that passes requests to a registry if they sign in with an account (RFC 7617). */
export async function guardRegistry(
  registry: MemoryRegistry,
  account: () => Promise<{ readonly username?: string; readonly password?: string }>,
): Promise<GuardedRegistry> {
  const handle = registryHandler(registry);
  const server: Server = createServer(async (request, response) => {
    const { username, password } = await account();
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    if (request.headers.authorization === expected) return handle(request, response);
    request.resume();
    response.writeHead(401, { 'www-authenticate': 'Basic realm="charts"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
