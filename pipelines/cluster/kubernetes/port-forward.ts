import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { type KubeConfig, PortForward as PodForward } from '@kubernetes/client-node';
import type { Conditioned, KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type Cluster, ClusterError, type PortForward, type ServicePort } from '../cluster.ts';
import { findReadyPod } from '../find-ready-pod.ts';

interface ServiceObject extends KubernetesObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

interface PodObject extends Conditioned {
  readonly spec: {
    readonly containers: readonly {
      readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
    }[];
  };
}

interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * Opens a port on loopback that leads to a pod of a Service. Each connection chooses its pod, so the port outlives a
 * pod that is replaced.
 *
 * @throws ClusterError `NoPod` if no pod of the Service is ready
 */
export async function openPortForward(
  cluster: Pick<Cluster, 'find' | 'list'>,
  { kubeConfig, port }: { readonly kubeConfig: KubeConfig; readonly port: ServicePort },
): Promise<PortForward> {
  await findPodPort(cluster, port);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    findPodPort(cluster, port)
      .then((target) => connect(socket, { kubeConfig, target }))
      .catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Connects a local socket with a port of a pod; both ends close together. */
async function connect(
  socket: Socket,
  { kubeConfig, target }: { readonly kubeConfig: KubeConfig; readonly target: PodPort },
): Promise<void> {
  // this stream carries only the reason why the pod refuses the connection
  const complaint = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (chunk.length > 0) socket.destroy();
      done();
    },
  });
  const forward = new PodForward(kubeConfig, false);
  const { namespace, pod, port } = target;
  const tunnel = await forward.portForward(namespace, pod, [port], socket, complaint, socket);
  if (typeof tunnel === 'function') throw new Error('a connection without retries is a socket');
  tunnel.on('close', () => socket.end());
  socket.on('close', () => tunnel.close());
}

async function findPodPort(
  cluster: Pick<Cluster, 'find' | 'list'>,
  { namespace, service, port }: ServicePort,
): Promise<PodPort> {
  const reference = { apiVersion: 'v1', kind: 'Service', namespace, name: service };
  const found = await cluster.find<ServiceObject>(reference);
  if (found === undefined) throw noPod(`there is no Service ${namespace}/${service}`);
  const labels = found.spec.selector ?? {};
  const ready = await findReadyPod<PodObject>(cluster, { namespace, labels });
  if (ready === undefined) throw noPod(`no pod of Service ${namespace}/${service} is ready`);
  const { targetPort = port } = found.spec.ports.find((one) => one.port === port) ?? {};
  return { namespace, pod: ready.metadata.name, port: containerPort(ready, targetPort) };
}

function containerPort({ metadata, spec }: PodObject, port: number | string): number {
  if (typeof port === 'number') return port;
  const ports = spec.containers.flatMap((container) => container.ports ?? []);
  const named = ports.find(({ name }) => name === port);
  if (named === undefined) throw noPod(`pod ${metadata.name} has no port named "${port}"`);
  return named.containerPort;
}

function noPod(message: string): ClusterError {
  return new ClusterError(message, { reason: 'NoPod' });
}
