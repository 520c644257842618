/** DNS label of RFC 1123, as Kubernetes checks namespaces and most names. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** DNS subdomain of RFC 1123, as Kubernetes checks `metadata.name` of a custom resource. */
export const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Name of an item of a request. It becomes the name of a Service (RFC 1035 label), so it starts with a letter. */
export const itemName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Maximum length of a Helm release name, in characters. */
export const itemNameLimit = 53;

/**
 * Reserved names of environments, also as the last word of a name: root Applications, AppProjects and sentinels of the
 * platform are named with these words.
 */
export const reservedEnvironment = /^(.*-)?(apps|platform|operators|root|infraforge)$/;

/** Namespace that kubectl uses if none is given. */
export const defaultNamespace = 'default';

/** Namespaces that no request may use as environment or namespace. */
export const reservedNamespace = /^(default|argocd|kube-.*|kratix-.*)$/;

/** Returns the name of the Application of a release, unique across the platform. */
export function applicationName(release: { readonly name: string; readonly environment: string }): string {
  return `${release.name}-${release.environment}`;
}

/** Converts free text to a label value: characters that Kubernetes refuses become dashes. May return an empty string. */
export function labelValue(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
