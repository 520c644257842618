import { UnavailableError } from '../../shared/errors.ts';
import type { Cluster, ServicePort } from './cluster.ts';

/** Broken connection through a forwarded port; the request may be repeated. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Number of attempts. */
const attempts = 4;

/**
 * Works through a forwarded port, and repeats the work if the connection breaks, such as when the pod is replaced. The
 * work must be idempotent.
 *
 * @param work receives the local port
 * @throws ClusterError, and the errors of the work
 */
export async function throughPort<T>(
  cluster: Cluster,
  port: ServicePort,
  work: (port: number) => Promise<T>,
): Promise<T> {
  for (let left = attempts - 1; ; left--) {
    const forward = await cluster.portForward(port);
    try {
      return await work(forward.port);
    } catch (error) {
      const isLost = error instanceof ConnectionLost || error instanceof UnavailableError;
      if (!isLost || left === 0) throw error;
    } finally {
      await forward.close();
    }
  }
}
