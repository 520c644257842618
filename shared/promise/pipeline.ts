/* Image, environment and mounted files of a Promise's pipeline container. */

import type { Environment } from '../kratix/environment.ts';
import { defaultPlatformNamespace } from '../release/platform-namespace.ts';

/** Image of the pipeline container, without tag. */
export const imageRepository = 'ghcr.io/acme/infraforge';

/** Secret of the request's namespace with registry credentials; optional. Access is anonymous without it. */
export const registrySecret = 'infraforge-registry';

/** ConfigMap of the request's namespace with a private CA; optional. */
export const caConfigMap = 'infraforge-ca';

/** Mount paths of the Secret and the ConfigMap. */
export const mounts = {
  /** `.dockerconfigjson` or `config.json`: a Docker config. */
  registry: '/infraforge/registry',
  /** `ca.crt`: certificates in PEM. */
  ca: '/infraforge/ca',
} as const;

/** Key of the registry Secret that becomes the environment variable of the same name, for ghcr.io. */
export const githubToken = 'GITHUB_TOKEN';

/** Environment variable with the namespace whose BootstrapClaims declare platforms. */
export const platformNamespaceVariable = 'INFRAFORGE_PLATFORM_NAMESPACE';

/** Returns the namespace whose BootstrapClaims declare platforms. */
export function platformNamespace(environment: Environment): string {
  return environment[platformNamespaceVariable] || defaultPlatformNamespace;
}
