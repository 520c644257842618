import type { NamedCluster } from './cluster.ts';

/** Returns `make TARGET` for a user, with the same context. */
export function makeCommand(target: string, { context }: NamedCluster): string {
  return `make ${target}${context === undefined ? '' : ` CONTEXT=${context}`}`;
}
