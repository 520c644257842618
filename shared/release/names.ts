/** DNS label of RFC 1123, as Kubernetes checks namespaces and most names. */
export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** DNS subdomain of RFC 1123: what `metadata.name` of a custom resource may be. */
export const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Name of an item of a request: it becomes a Helm release, a Service and a folder, so it starts with a letter. */
export const itemName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Helm refuses longer release names. */
export const itemNameLimit = 53;

/**
 * Words with which root Applications, AppProjects and sentinels of the platform are built: an environment of
 * such a name, or one that ends in a dash and such a word, could collide with them.
 */
export const reservedEnvironment = /^(.*-)?(apps|platform|operators|root|infraforge)$/;

/** The namespace that kubectl applies to where none is given. */
export const defaultNamespace = 'default';

/** Reserved namespaces: no request may use them as environment or namespace. */
export const forbiddenNamespace = /^(default|argocd|kube-.*|kratix-.*)$/;

/** Name of the Application of a release; unique over the whole platform. */
export function applicationName(release: { readonly name: string; readonly environment: string }): string {
  return `${release.name}-${release.environment}`;
}

/** A label value made of free text: what Kubernetes does not take becomes a dash; empty where nothing is left. */
export function labelValue(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
