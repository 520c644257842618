import { type ExecFileException, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';

/** Options of kubectl. */
export interface KubectlOptions {
  /** Defaults to the first on the PATH. */
  readonly program?: string;
  /** Path. Defaults to `KUBECONFIG`, then `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** Defaults to the current context. */
  readonly context?: string | undefined;
}

/** Failure of kubectl. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError';
  /** Output before the failure: kubectl continues after an object that fails. */
  readonly printed: string;

  constructor(message: string, { printed = '', cause }: { printed?: string; cause?: unknown } = {}) {
    super(message, { cause });
    this.printed = printed;
  }
}

/** Local port that leads to a port in the cluster. */
export interface PortForward {
  readonly port: number;
  /** Resolves with what kubectl says when it ends by itself, as with the pod that it leads to. */
  readonly ended: Promise<string>;
  /** Ends it. */
  readonly close: () => Promise<void>;
}

/** Lines in which kubectl logs for its developers what it says again in words (klog, "header format"). */
const ownLog = /^[IWEF]\d{4} .*\n?/gm;

/** Field manager (Kubernetes documentation, "Server-side apply"). */
export const fieldManager = 'infraforge';

/**
 * A cluster through kubectl, which reads every kubeconfig and its credential plug-ins.
 */
export class Kubectl {
  /** Of the kubeconfig; undefined: its current one. */
  readonly context: string | undefined;
  readonly #program: string;
  readonly #flags: readonly string[];

  constructor({ program = 'kubectl', kubeconfig, context }: KubectlOptions = {}) {
    this.context = context;
    this.#program = program;
    this.#flags = [
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
  }

  /** Start of a kubectl command for messages, with the same context. */
  get command(): string {
    return this.context === undefined ? 'kubectl' : `kubectl --context=${this.context}`;
  }

  /**
   * Runs kubectl to its end.
   *
   * @param input its standard input
   * @returns its standard output
   * @throws KubectlError with its standard error, or with where to get kubectl when there is none
   */
  run(args: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        this.#program,
        [...this.#flags, ...args],
        { maxBuffer: 2 ** 28 },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(this.#error(error, { args, stdout, stderr }));
        },
      );
      // one that ends before it has read everything says why on its standard error
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** @param args as after `kubectl get` @returns undefined where there is none @throws KubectlError */
  async find<T extends KubernetesObject>(args: readonly string[]): Promise<T | undefined> {
    const text = await this.run(['get', ...args, '--ignore-not-found', '--output=json']);
    return text.trim() === '' ? undefined : (JSON.parse(text) as T);
  }

  /** @param args as after `kubectl get` @throws KubectlError, also where the cluster does not know the kind */
  async list<T extends KubernetesObject>(args: readonly string[]): Promise<readonly T[]> {
    return (JSON.parse(await this.run(['get', ...args, '--output=json'])) as { items: T[] }).items;
  }

  /** Returns whether the API server has a custom resource definition. @param resource as `applications.argoproj.io` @throws KubectlError */
  async serves(resource: string): Promise<boolean> {
    return (await this.find(['customresourcedefinition', resource])) !== undefined;
  }

  /**
   * Makes a port in the cluster reachable from this machine, on loopback.
   *
   * @param target such as `service/gitea-http`
   * @throws KubectlError with what kubectl says where it ends instead
   */
  async portForward(
    target: string,
    { namespace, port }: { namespace: string; port: number },
  ): Promise<PortForward> {
    const args = [...this.#flags, 'port-forward', `--namespace=${namespace}`, target, `:${port}`];
    const child = spawn(this.#program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'exit').catch(() => []);
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    // it goes on being read: kubectl says a line for each connection
    const lines = createInterface({ input: child.stdout });
    const opened = new Promise<number>((resolve) => {
      lines.on('line', (line) => {
        const found = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
    });
    const local = await Promise.race([opened, ended.then(() => undefined)]);
    if (local === undefined) {
      throw new KubectlError(`Reach ${target} in ${namespace}: ${complaint.trim() || 'kubectl ended'}`);
    }
    const close = async (): Promise<void> => {
      child.kill();
      await ended;
    };
    return { port: local, ended: ended.then(() => complaint.trim()), close };
  }

  #error(
    error: ExecFileException,
    { args, stdout, stderr }: { args: readonly string[]; stdout: string; stderr: string },
  ): Error {
    const missing = `no ${this.#program} on the PATH (https://kubernetes.io/docs/tasks/tools)`;
    const said = stderr.replace(ownLog, '').trim() || stderr.trim() || error.message;
    const detail = error.code === 'ENOENT' ? missing : said;
    return new KubectlError(`Run kubectl ${args[0] ?? ''}: ${detail}`, { printed: stdout, cause: error });
  }
}
