import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { promisesFolder } from '../../support/cases.ts';

/** Parts of a runtime configuration that the tests read (OCI runtime spec, "Configuration"). */
export interface RuntimeSpec {
  readonly process: {
    readonly args: readonly string[];
    readonly env: readonly string[];
    readonly [key: string]: unknown;
  };
  readonly mounts: readonly Mount[];
  readonly linux: {
    readonly namespaces: readonly { readonly type: string }[];
    readonly resources: Readonly<Record<string, unknown>>;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

interface Mount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: readonly string[];
}

/** Requests and limits as Kubernetes writes them. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Container of a pipeline as a Promise declares it. */
interface PipelineContainer {
  readonly resources: Resources;
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly readOnlyRootFilesystem?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
  readonly volumeMounts: readonly { readonly mountPath: string }[];
}

/** Container that every generated Promise declares. */
export const pipelineContainer: PipelineContainer = (() => {
  const file = join(promisesFolder, 'application-claim', 'generated', 'promise.yaml');
  const { spec } = parse(readFileSync(file, 'utf8'));
  return spec.workflows.resource.configure[0].spec.containers[0];
})();

/** Options of one run. */
export interface RunOptions {
  /** Host folders by mount point. */
  readonly writable: Readonly<Record<string, string>>;
  /** Host files and folders by mount point, read-only. */
  readonly readOnly: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of the image's entrypoint, as a container's `args`. */
  readonly args?: readonly string[];
  /** Replaces the image's entrypoint, as a container's `command`. */
  readonly command?: readonly string[];
  /** Defaults to those of the Promise. */
  readonly uid?: number;
  /** Defaults to those of the Promise. */
  readonly resources?: Resources;
  /** True if the container shares the host's network, and so its loopback. Defaults to no network. */
  readonly network?: boolean;
}

/**
 * Completes the configuration of containerd with what a kubelet takes from the pod: securityContext, limits,
 * environment and mounts (Kubernetes, "Pod", Container v1 core).
 */
export function toContainerSpec(image: { spec: RuntimeSpec; rootfs: string }, run: RunOptions): RuntimeSpec {
  const { spec, rootfs } = image;
  const { securityContext, resources } = pipelineContainer;
  const uid = run.uid ?? securityContext.runAsUser;
  const args = run.command ?? [...spec.process.args, ...(run.args ?? [])];
  const none = { bounding: [], effective: [], permitted: [], inheritable: [], ambient: [] };
  const dropsAll = securityContext.capabilities?.drop?.includes('ALL') ?? false;
  return {
    ...spec,
    process: {
      ...spec.process,
      args,
      user: { uid, gid: run.uid ?? securityContext.runAsGroup },
      env: [...spec.process.env, ...Object.entries(run.env ?? {}).map((pair) => pair.join('='))],
      ...(dropsAll && { capabilities: none }),
      noNewPrivileges: securityContext.allowPrivilegeEscalation === false,
    },
    root: { path: rootfs, readonly: securityContext.readOnlyRootFilesystem ?? false },
    mounts: [
      // containerd's command line adds a writable /run, which a kubelet does not
      ...spec.mounts.filter(({ destination }) => destination !== '/run'),
      // and omits the control group file system, from which Node reads its memory limit
      {
        destination: '/sys/fs/cgroup',
        type: 'cgroup',
        source: 'cgroup',
        options: ['nosuid', 'noexec', 'nodev', 'ro'],
      },
      ...binds(run.writable, 'rw'),
      ...binds(run.readOnly, 'ro'),
    ],
    linux: {
      ...spec.linux,
      namespaces: spec.linux.namespaces.filter(({ type }) => type !== 'network' || !run.network),
      resources: { ...spec.linux.resources, ...toCgroup(run.resources ?? resources) },
    },
  };
}

function binds(folders: Readonly<Record<string, string>>, mode: 'rw' | 'ro'): Mount[] {
  return Object.entries(folders).map(([destination, source]) => ({
    destination,
    type: 'bind',
    source,
    options: ['rbind', 'rprivate', mode],
  }));
}

const period = 100_000;

/** Translates resources as the kubelet does (Kubernetes, "Resource Management for Pods and Containers"). */
function toCgroup({ requests, limits }: Resources): object {
  return {
    cpu: {
      shares: Math.max(2, Math.floor((milliCpu(requests.cpu) * 1024) / 1000)),
      quota: (milliCpu(limits.cpu) * period) / 1000,
      period,
    },
    memory: { limit: mebibytes(limits.memory) * 2 ** 20 },
  };
}

function milliCpu(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}

function mebibytes(quantity: string): number {
  if (!quantity.endsWith('Mi')) throw new Error(`Read memory "${quantity}": expected Mi`);
  return Number(quantity.slice(0, -2));
}
