import type { Account } from '../../../shared/argocd/repository-secret.ts';
import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import type { Cluster } from '../cluster.ts';
import type { ChartRegistry } from '../operate/chart-registries.ts';
import type { Answer } from './bootstrap.ts';
import type { DeployEdges } from './edges.ts';
import type { GitAccess } from './git-access.ts';
import type { PrintOption } from './print-option.ts';
import type { Outcome, Report } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Options of a deployment. */
export interface DeployOptions {
  readonly cluster: Cluster;
  readonly report: Report;
  /** Folder of the Promises, with their charts. */
  readonly promises: string;
  /** Names of the Promises to install, with the first one. Defaults to all. */
  readonly onlyPromises?: readonly string[] | undefined;
  /** Folder of the objects of Gitea and the registry: `kind/platform`. */
  readonly platform: string;
  /** Image of the container. Defaults to the image in the Promises. */
  readonly image?: string | undefined;
  /** Images of Gitea and the registry. Default to kind/versions.json. */
  readonly images?: { readonly gitea?: string | undefined; readonly registry?: string | undefined };
  /** Paths or URLs of published manifests, each with an optional `#sha256=`. Default to kind/versions.json. */
  readonly manifests?: {
    readonly certManager?: string | undefined;
    readonly kratix?: string | undefined;
    readonly argocd?: string | undefined;
  };
  /** Existing repository. Defaults to a repository in Gitea in the cluster. */
  readonly git?: ExistingGit | undefined;
  /** Repository in Gitea. */
  readonly stateStore?: { readonly organization: string; readonly repository: string };
  /** Existing registry. Defaults to a registry in the cluster. */
  readonly registry?: ExistingRegistry | undefined;
  /** Namespace whose BootstrapClaims declare platforms. Defaults to the one in the Promises. */
  readonly platformNamespace?: string | undefined;
  /** File with a BootstrapClaim. Defaults to the example with the addresses of this platform; none if false. */
  readonly bootstrap?: string | false | undefined;
  /** Seconds for each wait. */
  readonly timeoutSeconds?: number;
  /** Spells the options that messages name. */
  readonly printOption?: PrintOption;
  /** Effects outside of the cluster. */
  readonly edges?: Partial<DeployEdges>;
}

/** Existing repository. */
export interface ExistingGit extends Omit<GitAccess, 'branch' | 'reader'> {
  /** Defaults to `main`. */
  readonly branch?: string | undefined;
  /** Defaults to the account of an earlier run that only read, or to the account of Kratix. */
  readonly reader?: Account | undefined;
}

/** Existing registry. */
export interface ExistingRegistry extends ChartRegistry {
  /** Access of this machine, to push charts. */
  readonly access: RegistryOptions;
  /** Account of Argo CD. Defaults to the account of an earlier run, or to anonymous access. */
  readonly account?: Account | undefined;
}

/** Result of a deployment. */
export interface Deployed {
  readonly git: GitAccess;
  readonly charts: ChartRegistry;
  /** Result of the BootstrapClaim; undefined if none was applied. */
  readonly answer?: Answer | undefined;
}

/** Seconds for each wait; a slow line downloads images for minutes. */
export const defaultTimeoutSeconds = 600;

/** A deployment in progress: options with their defaults, and its steps. */
export interface Deployment extends DeployOptions {
  readonly edges: DeployEdges;
  /** For each wait. */
  readonly timeout: Timeout;
  /** Runs a step and reports it. @param hint imperative clause for a failure without a hint of its own */
  readonly step: <T>(name: string, hint: string, work: () => Promise<Outcome<T>>) => Promise<T>;
  /** Returns the hint to look at the pods and events of a namespace. */
  readonly inspect: (namespace: string) => string;
}
