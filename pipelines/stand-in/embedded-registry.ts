import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryRegistry } from '../../shared/oci/memory-registry.ts';
import { registryHandler } from './registry-handler.ts';

/** Registry that runs in this process. */
export interface EmbeddedRegistry {
  /** `oci://127.0.0.1:<port>` */
  readonly url: string;
  /** Content. */
  readonly registry: MemoryRegistry;
  /** Requests in order: `GET /v2/charts/redis/manifests/1.0.0`. */
  readonly requests: readonly string[];
  /** Closes the registry and its connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an OCI registry in memory, on the loopback address without TLS.
 * @param options.port 0 for a free one
 */
export async function startRegistry({ port = 0 }: { port?: number } = {}): Promise<EmbeddedRegistry> {
  const registry = new MemoryRegistry();
  const requests: string[] = [];
  const handle = registryHandler(registry);
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `oci://127.0.0.1:${(server.address() as AddressInfo).port}`,
    registry,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
