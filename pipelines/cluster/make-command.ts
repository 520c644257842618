import type { NamedCluster } from './cluster.ts';

/** Returns `make TARGET` for a user, with the same kubeconfig and context. */
export function makeCommand(target: string, { kubeconfig, context }: NamedCluster): string {
  return [
    `make ${target}`,
    ...(kubeconfig === undefined ? [] : [`KUBECONFIG=${kubeconfig}`]),
    ...(context === undefined ? [] : [`CONTEXT=${context}`]),
  ].join(' ');
}
