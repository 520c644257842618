import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import type { Platform } from './platform.ts';

/** Returns one key for the name and the URL of Argo CD's own cluster (Argo CD, "Declarative setup", clusters). */
export function destinationKey(destination: Platform['destination']): string {
  if ('server' in destination) return withoutTrailingSlashes(destination.server);
  return destination.name === 'in-cluster' ? 'https://kubernetes.default.svc' : `name ${destination.name}`;
}
