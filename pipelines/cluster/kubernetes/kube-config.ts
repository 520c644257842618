import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { choicesHint, nearest } from '../../../shared/nearest.ts';
import { systemErrorReason } from '../../../shared/system-error.ts';
import { ClusterError } from '../cluster.ts';

/** Cluster that a user names on the command line. */
export interface ClusterFlags {
  /** Path; defaults to the files in `KUBECONFIG`, then `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** Defaults to the current context of the kubeconfig. */
  readonly context?: string | undefined;
}

/**
 * Loads the kubeconfig as kubectl does, including several files in `KUBECONFIG` and credential plug-ins.
 *
 * @throws ClusterError `InvalidKubeconfig`
 */
export function loadUserKubeConfig(flags: ClusterFlags, environment: NodeJS.ProcessEnv): KubeConfig {
  const config = mergeFiles(configFiles(flags, environment), environment);
  if (flags.context !== undefined) config.setCurrentContext(flags.context);
  checkContext(config);
  const cluster = config.getCurrentCluster()!;
  // as through "kubectl proxy"; the client otherwise refuses plain HTTP
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true });
  describeClusterToPlugin(config);
  return config;
}

function configFiles({ kubeconfig }: ClusterFlags, environment: NodeJS.ProcessEnv): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files = listed.length > 0 ? listed : [join(environment['HOME'] ?? homedir(), '.kube', 'config')];
  return files.filter((file) => existsSync(file));
}

function mergeFiles(files: readonly string[], environment: NodeJS.ProcessEnv): KubeConfig {
  const merged = new KubeConfig();
  if (files.length === 0) {
    if (!environment['KUBERNETES_SERVICE_HOST']) {
      throw invalid('no kubeconfig found');
    }
    merged.loadFromCluster();
    return merged;
  }
  const configs = files.map(loadFile);
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap((config) => config.getClusters())),
    users: firstOfEachName(configs.flatMap((config) => config.getUsers())),
    contexts: firstOfEachName(configs.flatMap((config) => config.getContexts())),
    currentContext: configs.map((config) => config.getCurrentContext()).find(Boolean),
  });
  return merged;
}

function loadFile(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    return config;
  } catch (error) {
    // the error of a YAML parser quotes the file, which holds credentials
    throw invalid(`cannot read kubeconfig "${file}": ${systemErrorReason(error) ?? 'not a kubeconfig'}`);
  }
}

function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter(({ name }, index) => entries.findIndex((other) => other.name === name) === index);
}

function checkContext(config: KubeConfig): void {
  const name = config.getCurrentContext();
  const names = config.getContexts().map((context) => context.name);
  if (names.length === 0) throw invalid('the kubeconfig declares no context');
  const choices = names.join(', ');
  if (!name) throw invalid('the kubeconfig has no current context', `pass --context (declared: ${choices})`);
  if (config.getContextObject(name) === null) {
    const hint = choicesHint(nearest(name, names), { label: 'declared', choices });
    throw invalid(`unknown context "${name}"${hint}`, null);
  }
  if (config.getCurrentCluster()?.server === undefined) {
    throw invalid(`context "${name}" names no cluster of the kubeconfig`, 'choose another with --context');
  }
}

/** Sets what kubectl passes to a credential plug-in (Kubernetes documentation, "client-go credential plugins"). */
function describeClusterToPlugin(config: KubeConfig): void {
  const exec = config.getCurrentUser()?.exec;
  if (!exec) return;
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  exec.env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
}

function invalid(
  message: string,
  hint: string | null = 'set KUBECONFIG, or pass --kubeconfig',
): ClusterError {
  return new ClusterError(message, { reason: 'InvalidKubeconfig', ...(hint === null ? {} : { hint }) });
}
