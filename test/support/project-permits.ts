import type { Values } from '../../shared/helm/chart.ts';

interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

/** Matches as a glob of Argo CD: `*` is any string, `{a,b}` a choice, and a leading `!` negates the pattern. */
function globMatch(pattern: string, text: string): boolean {
  if (pattern.startsWith('!')) return !globMatch(pattern.slice(1), text);
  const literal = pattern.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*');
  const choices = literal.replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`);
  return new RegExp(`^${choices}$`).test(text);
}

const isDeny = (pattern: string): boolean => pattern.startsWith('!');

/**
 * Returns whether an AppProject permits a destination, by the rules of Argo CD (argo-cd v3.5,
 * `AppProject.isDestinationMatched`): an entry of a denied namespace allows every other namespace.
 */
export function projectPermits(project: Values, { server = '', name = '', namespace }: Destination): boolean {
  const { destinations } = project['spec'] as unknown as { destinations: Destination[] };
  const verdicts = destinations.map((entry) => verdictOf(entry, { server, name, namespace }));
  return verdicts.includes('permits') && !verdicts.includes('denies');
}

interface GroupKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

/**
 * Returns whether an AppProject permits an object of a kind, by the rules of Argo CD (argo-cd v3.5,
 * `AppProject.IsGroupKindNamePermitted`): without a list, every namespaced kind, and no cluster-scoped one.
 */
export function projectPermitsKind(
  project: Values,
  { group, kind, name = '', isNamespaced = true }: GroupKind & { readonly isNamespaced?: boolean },
): boolean {
  const spec = project['spec'] as unknown as Readonly<Record<string, readonly GroupKind[] | undefined>>;
  const scope = isNamespaced ? 'namespace' : 'cluster';
  const isIn = (list: readonly GroupKind[] = []): boolean =>
    list.some(
      (entry) =>
        fileMatch(entry.kind, kind) &&
        fileMatch(entry.group, group) &&
        (entry.name === undefined || fileMatch(entry.name, name)),
    );
  const whitelist = spec[`${scope}ResourceWhitelist`];
  const isListed = whitelist === undefined ? isNamespaced : isIn(whitelist);
  return isListed && !isIn(spec[`${scope}ResourceBlacklist`]);
}

/** Matches as Go's `filepath.Match` without character classes: `*` is any string without a slash. */
function fileMatch(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`).test(text);
}

/** Returns what one entry of an AppProject says about a destination. */
function verdictOf(
  { name = '', server = '', namespace }: Destination,
  wanted: Required<Destination>,
): 'permits' | 'denies' | undefined {
  const isName = wanted.name !== '' && globMatch(name, wanted.name);
  const isServer = wanted.server !== '' && globMatch(server, wanted.server);
  const isNamespace = globMatch(namespace, wanted.namespace);
  if ((isServer || isName) && isNamespace) return 'permits';
  const isDenied =
    (!isName && isDeny(name)) ||
    (!isServer && isDeny(server) && isNamespace) ||
    (isServer && !isNamespace && isDeny(namespace));
  return isDenied ? 'denies' : undefined;
}
