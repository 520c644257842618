import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, imageArchive } from './layout.ts';
import { bridge } from './network.ts';
import { type Processes, run } from './processes.ts';

/** The image that holds a pod's namespaces open. */
const sandboxImage = 'test.local/pause:1';

/** In /run, which is private to the run: the path of a socket has at most 107 characters. */
const runtimeSocket = '/run/e2e/containerd.sock';

/** A running containerd. */
export class ContainerRuntime {
  /** Path of its socket. */
  readonly socket: string;

  constructor(socket = runtimeSocket) {
    this.socket = socket;
  }

  /** Starts containerd with runc and CNI, everything of its own below a folder. */
  static async start(folder: string, processes: Processes): Promise<ContainerRuntime> {
    const runtime = new ContainerRuntime();
    for (const path of ['/run/e2e', join(folder, 'cni')]) mkdirSync(path, { recursive: true });
    writeFileSync(join(folder, 'cni', '10-e2e.conflist'), JSON.stringify(cniConfig(folder)));
    const config = join(folder, 'containerd.toml');
    writeFileSync(config, containerdConfig(folder, runtime.socket));
    const containerd = processes.start({
      name: 'containerd',
      program: 'containerd',
      args: ['--config', config],
      // it looks for runc and its shim on the path
      env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
    await containerd.ready(30, () => runtime.ctr(['version']));
    await runtime.importImage('pause');
    return runtime;
  }

  /** Imports an image of `test/e2e/images` under the name in its archive. */
  async importImage(name: string): Promise<void> {
    await this.importArchive(imageArchive(name));
  }

  /** Imports the images of an archive under the names in it. */
  async importArchive(path: string): Promise<void> {
    await this.ctr(['--namespace', 'k8s.io', 'images', 'import', path]);
  }

  /** Adds a name to an image. */
  async tagImage(from: string, to: string): Promise<void> {
    await this.ctr(['--namespace', 'k8s.io', 'images', 'tag', from, to]);
  }

  /** Runs containerd's command-line client, and returns its standard output. */
  async ctr(args: readonly string[]): Promise<string> {
    return run('ctr', ['--address', this.socket, ...args]);
  }
}

/** CNI specification, "Network configuration format"; the plugins `bridge`, `host-local` and `loopback`. */
function cniConfig(folder: string): object {
  return {
    cniVersion: '1.0.0',
    name: 'e2e',
    plugins: [
      {
        type: 'bridge',
        bridge,
        isGateway: false,
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: join(folder, 'cni-addresses'),
          ranges: [[{ subnet: addresses.pods, gateway: addresses.node }]],
          routes: [{ dst: '0.0.0.0/0', gw: addresses.node }],
        },
      },
    ],
  };
}

/** containerd 1.6 and 1.7, "CRI plugin config guide". */
function containerdConfig(folder: string, socket: string): string {
  const others = [
    'snapshotter.v1.btrfs',
    'snapshotter.v1.zfs',
    'snapshotter.v1.devmapper',
    'snapshotter.v1.aufs',
  ];
  const disabled = [...others, 'internal.v1.opt', 'tracing.processor.v1.otlp'].map(
    (id) => `"io.containerd.${id}"`,
  );
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "/run/e2e/containerd"
disabled_plugins = [${disabled.join(', ')}]

[grpc]
  address = "${socket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${sandboxImage}"
  # without CAP_SYS_RESOURCE a score below one's own is refused, and with it every sandbox
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${join(folder, 'cni')}"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`;
}
