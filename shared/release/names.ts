/** DNS label of RFC 1123, as Kubernetes checks namespaces and most names. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** DNS subdomain of RFC 1123, as Kubernetes checks `metadata.name` of a custom resource. */
export const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Name of an item of a request. It becomes the name of a Service (RFC 1035 label), so it starts with a letter. */
export const itemName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Maximum length of a Helm release name, in characters. */
export const itemNameLimit = 53;

/** Name that no release can have: every namespace has a ServiceAccount of this name, which it would take over. */
export const reservedItemName = 'default';

/** Message about {@link reservedItemName}. */
export const reservedItemNameMessage = `The name "${reservedItemName}" is reserved; use another name`;

/**
 * Reserved names of environments, also as the last word of a name: root Applications, AppProjects and sentinels of the
 * platform are named with these words, and namespaces of operators end in `-system`.
 */
export const reservedEnvironment = /^(.*-)?(apps|charts|platform|operators|root|infraforge|system)$/;

/** Namespace that kubectl uses if none is given. */
export const defaultNamespace = 'default';

/** Patterns of the namespaces that no request may use as environment or namespace. */
export const reservedNamespaces: readonly string[] = [
  'default',
  'argocd',
  'infraforge-*',
  'kube-*',
  'kratix-*',
];

/** Matches a reserved namespace. */
export const reservedNamespace: RegExp = new RegExp(
  `^(${reservedNamespaces.join('|').replaceAll('*', '.*')})$`,
);

/** Text about the reserved namespaces, for messages. */
export const reservedNamespacesText = `${reservedNamespaces.slice(0, -1).join(', ')} and ${reservedNamespaces.at(-1)} are reserved`;

/** Parts of the name of an Application. */
export interface ApplicationNameParts {
  readonly name: string;
  readonly environment: string;
  /** Tenant in the name; undefined without tenants. */
  readonly nameScope?: string | undefined;
}

/** Returns the name of the Application of a release: `<name>-<environment>` or `<name>-<tenant>-<environment>`. */
export function applicationName({ name, nameScope, environment }: ApplicationNameParts): string {
  return nameScope === undefined ? `${name}-${environment}` : `${name}-${nameScope}-${environment}`;
}

/** Parts of the name of an AppProject. */
export interface ProjectNameParts {
  readonly environment: string;
  /** Tenant of the project; undefined without tenants. */
  readonly tenant?: string | undefined;
  /** True for the project of third-party charts, which may render fewer kinds of objects. */
  readonly isThirdParty?: boolean;
  /** True for the project of namespaces with their limits and roles. No other name has a dot before this word. */
  readonly ownsNamespace?: boolean | undefined;
}

/** Returns the name of the AppProject of an environment, or of a tenant in it. */
export function projectName({
  environment,
  tenant,
  isThirdParty = false,
  ownsNamespace = false,
}: ProjectNameParts): string {
  const name = tenant === undefined ? `infraforge-${environment}` : `infraforge-${tenant}-${environment}`;
  if (ownsNamespace) return `${name}.infrastructure`;
  return isThirdParty ? `${name}-charts` : name;
}
