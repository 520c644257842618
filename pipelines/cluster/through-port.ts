import { UnavailableError } from '../../shared/errors.ts';
import type { Kubectl } from './kubectl.ts';

/** A connection through a forwarded port that broke; what was asked may be asked again. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A port of a Service in the cluster. */
export interface ServicePort {
  /** `service/gitea-http` */
  readonly target: string;
  readonly namespace: string;
  readonly port: number;
}

/** How often a port is forwarded anew. */
const tries = 4;

/**
 * Works through a forwarded port, and does it again where the way breaks, as it does when kubectl meets a connection
 * that was closed at the other end. So the work has to find what an earlier try has done.
 *
 * @param work is given the port of this machine
 * @throws KubectlError, and what the work throws
 */
export async function throughPort<T>(
  kubectl: Kubectl,
  { target, ...place }: ServicePort,
  work: (port: number) => Promise<T>,
): Promise<T> {
  for (let left = tries - 1; ; left--) {
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
