import type { Platform } from './platform.ts';

/** Returns one key for the name and the URL of Argo CD's own cluster (Argo CD, "Declarative setup", clusters). */
export function destinationKey(destination: Platform['destination']): string {
  if ('server' in destination) return destination.server.replace(/\/+$/, '');
  return destination.name === 'in-cluster' ? 'https://kubernetes.default.svc' : `name ${destination.name}`;
}
