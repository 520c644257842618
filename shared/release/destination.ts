import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import type { Platform } from './platform.ts';

/** Returns a key of a destination: the same for the name and the URL of Argo CD's own cluster ("Declarative setup", clusters). */
export function destinationKey(destination: Platform['destination']): string {
  if ('server' in destination) return withoutTrailingSlashes(destination.server);
  return destination.name === 'in-cluster' ? 'https://kubernetes.default.svc' : `name ${destination.name}`;
}
