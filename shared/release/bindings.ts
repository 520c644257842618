/** Fact of a service: a value, or a key of a Secret in the namespace of the service. */
export type BoundFact = { readonly value: string } | { readonly secretName: string; readonly key: string };

/** Service that a release binds to. */
export interface BoundService {
  readonly name: string;
  readonly namespace: string;
  /** Facts by name, such as `host` and `password`. */
  readonly facts: ReadonlyMap<string, BoundFact>;
  /** Secret whose key `ca.crt` is the certificate authority of the server. */
  readonly caSecret?: string | undefined;
}

/** Naming of the variables of a service that an application does not name itself. */
export interface VariableNaming {
  /** Prefix of the names: `DATABASE`. */
  readonly prefix: string;
  /** Variables that the application sets itself. */
  readonly except: readonly string[];
}

/** Use of a service by a release: of one fact under a name of its own, or of every fact. */
export interface Binding {
  /** Field of the item: `services[0]`. */
  readonly field: string;
  readonly service: string;
  /** Namespace of the service; undefined for that of the release. */
  readonly namespace?: string | undefined;
  /** Variables of all facts. Defaults to the name of the service and the fact. */
  readonly naming?: VariableNaming;
  /** One fact, and the variable that gets it; undefined for all facts. */
  readonly single?: { readonly fact: string; readonly variable: string };
}

/** Returns the service of a binding; undefined if it is refused or not delivered yet. */
export type FindBoundService = (binding: Pick<Binding, 'service' | 'namespace'>) => BoundService | undefined;

/** Fact with the path of the certificate authority in the container. */
export const caFileFact = 'ca-file';

/** Folder of the certificate authorities in the container. The chart of applications mounts them there. */
export const bindingsFolder = '/etc/bindings';

/** Returns the name of the variable for a fact: `ORDERS_DB_JDBC_URI`. */
export function variableName(service: string, fact: string): string {
  return `${service}_${fact}`.toUpperCase().replaceAll('-', '_');
}

/** Facts that frameworks know by another name. */
const usualNames: Readonly<Record<string, string>> = { uri: 'url', database: 'name' };

/** Returns the variables of a binding to all facts of a service, each with its fact. */
export function variablesOf(
  { name, facts }: Pick<BoundService, 'name' | 'facts'>,
  naming: VariableNaming | undefined,
): readonly (readonly [variable: string, fact: string])[] {
  if (naming === undefined) return [...facts.keys()].map((fact) => [variableName(name, fact), fact]);
  const { prefix, except } = naming;
  return [...facts.keys()]
    .map((fact) => [variableName(prefix, usualNames[fact] ?? fact), fact] as const)
    .filter(([variable]) => !except.includes(variable));
}

/** Returns true if pods of another namespace cannot use a fact: it is in a Secret, or in a file from one. */
export function isLocalFact(name: string, fact: BoundFact): boolean {
  return 'key' in fact || name === caFileFact;
}
