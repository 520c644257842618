import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

/** Port of a Service to forward. */
export interface Forward {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
}

/** Effects of {@link keepForward}, which a test replaces. */
export interface ForwardEdges {
  /** Runs kubectl until it ends or the signal comes. */
  readonly run: (args: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** Milliseconds between the end of a forward and the next one: a Service without pods ends each of them at once. */
const pause = 1000;

/** Runs `kubectl port-forward`, again after a pause whenever it ends, until the signal. */
export async function keepForward(
  { kubeconfig, context, namespace, service, port }: Forward,
  signal: AbortSignal,
  { run, wait }: ForwardEdges = { run: runKubectl, wait: setTimeout },
): Promise<void> {
  const flags = ['--kubeconfig', kubeconfig, ...(context ? ['--context', context] : [])];
  const args = [...flags, 'port-forward', `--namespace=${namespace}`, `service/${service}`, port];
  while (!signal.aborted) {
    await run(args, signal);
    if (!signal.aborted) await wait(pause);
  }
}

function runKubectl(args: readonly string[], signal: AbortSignal): Promise<void> {
  const kubectl = spawn('kubectl', args, { stdio: 'ignore', signal });
  return new Promise((resolve) => {
    kubectl.on('error', () => resolve()).on('exit', () => resolve());
  });
}
