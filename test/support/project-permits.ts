import type { Values } from '../../shared/helm/chart.ts';

interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

/** Matches as a glob of Argo CD: `*` is any string, and a leading `!` negates the pattern. */
function globMatch(pattern: string, text: string): boolean {
  if (pattern.startsWith('!')) return !globMatch(pattern.slice(1), text);
  const literal = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\*+/g, '.*')}$`).test(text);
}

const isDeny = (pattern: string): boolean => pattern.startsWith('!');

/**
 * Returns whether an AppProject permits a destination, by the rules of Argo CD (argo-cd v3.5,
 * `AppProject.isDestinationMatched`): an entry of a denied namespace allows every other namespace.
 */
export function projectPermits(project: Values, { server = '', name = '', namespace }: Destination): boolean {
  const { destinations } = project['spec'] as unknown as { destinations: Destination[] };
  let isMatched = false;
  for (const item of destinations) {
    const [itemName, itemServer] = [item.name ?? '', item.server ?? ''];
    const isName = name !== '' && globMatch(itemName, name);
    const isServer = server !== '' && globMatch(itemServer, server);
    const isNamespace = globMatch(item.namespace, namespace);
    if ((isServer || isName) && isNamespace) isMatched = true;
    else if ((!isName && isDeny(itemName)) || (!isServer && isDeny(itemServer) && isNamespace)) return false;
    else if (!isNamespace && isDeny(item.namespace) && isServer) return false;
  }
  return isMatched;
}
