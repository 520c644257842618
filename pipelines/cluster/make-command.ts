import type { Kubectl } from './kubectl.ts';

/** `make TARGET` for a person who means the cluster that was looked at. */
export function makeCommand(target: string, { context }: Pick<Kubectl, 'context'>): string {
  return `make ${target}${context === undefined ? '' : ` CONTEXT=${context}`}`;
}
