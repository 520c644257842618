import type { NamedCluster } from './cluster.ts';
import { shellWord } from './shell-word.ts';

/** Returns `make TARGET` for a user, with the same kubeconfig and context. */
export function makeCommand(target: string, { kubeconfig, context }: NamedCluster): string {
  return [
    `make ${target}`,
    ...(kubeconfig === undefined ? [] : [`KUBECONFIG=${shellWord(kubeconfig)}`]),
    ...(context === undefined ? [] : [`CONTEXT=${shellWord(context)}`]),
  ].join(' ');
}
