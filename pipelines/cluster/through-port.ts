import { UnavailableError } from '../../shared/errors.ts';
import type { Kubectl } from './kubectl.ts';

/** Broken connection through a forwarded port; the request may be repeated. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Port of a Service in the cluster. */
export interface ServicePort {
  /** `service/gitea-http` */
  readonly target: string;
  readonly namespace: string;
  readonly port: number;
}

/** Number of attempts. */
const attempts = 4;

/**
 * Works through a forwarded port, and repeats the work if the connection breaks, such as when the pod closes it. The work
 * must be idempotent.
 *
 * @param work receives the local port
 * @throws KubectlError, and the errors of the work
 */
export async function throughPort<T>(
  kubectl: Kubectl,
  { target, ...place }: ServicePort,
  work: (port: number) => Promise<T>,
): Promise<T> {
  for (let left = attempts - 1; ; left--) {
    const forward = await kubectl.portForward(target, place);
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
