import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import type { Authority } from './certificates.ts';
import { checkCondition } from './check-condition.ts';
import { issueClient } from './client.ts';
import { addresses, nodeName, tool } from './layout.ts';
import type { Processes } from './processes.ts';

/** Options of the kubelet. */
export interface KubeletOptions {
  readonly folder: string;
  /** Name of the control groups below which pods run: two kubelets that share them end each other's pods. */
  readonly id: string;
  readonly authority: Authority;
  readonly processes: Processes;
  readonly api: ApiServer;
  /** Path of the container runtime's socket. */
  readonly runtime: string;
}

/** Starts the kubelet, and waits until its node takes pods. */
export async function startKubelet(options: KubeletOptions): Promise<void> {
  const { folder, authority, processes, api } = options;
  const { kubeconfig } = await issueClient(options, {
    name: 'kubelet',
    subject: `/O=system:nodes/CN=system:node:${nodeName}`,
  });
  const serving = await authority.issue({
    name: 'kubelet-server',
    subject: `/CN=${nodeName}`,
    names: [`DNS:${nodeName}`, `IP:${addresses.node}`, 'IP:127.0.0.1'],
  });
  const config = join(folder, 'kubelet.json');
  writeFileSync(config, JSON.stringify(configuration(options, serving)));
  const kubelet = processes.start({
    name: 'kubelet',
    program: tool('kubelet'),
    args: [
      ...[`--config=${config}`, `--kubeconfig=${kubeconfig}`, `--hostname-override=${nodeName}`],
      ...[`--node-ip=${addresses.node}`, `--root-dir=${join(folder, 'kubelet')}`],
      `--cert-dir=${join(folder, 'kubelet-certificates')}`,
    ],
    env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  await kubelet.ready(60, async () => checkCondition(await api.get(`/api/v1/nodes/${nodeName}`), 'Ready'));
}

/** Kubernetes reference, "Kubelet Configuration (v1beta1)". */
function configuration(
  { folder, id, authority, runtime }: KubeletOptions,
  serving: { readonly certificate: string; readonly key: string },
): object {
  const resolvConf = join(folder, 'resolv.conf');
  writeFileSync(resolvConf, 'nameserver 127.0.0.1\n');
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: addresses.node,
    readOnlyPort: 0,
    healthzPort: 0,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: authority.certificate },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: serving.certificate,
    tlsPrivateKeyFile: serving.key,
    containerRuntimeEndpoint: `unix://${runtime}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${id}`,
    failCgroupV1: false,
    failSwapOn: false,
    resolvConf,
    clusterDNS: [addresses.dns],
    clusterDomain: 'cluster.local',
    // no registry has the images, so the kubelet must not remove them, even if the disk is full
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    registryPullQPS: 0,
    eventRecordQPS: 0,
    serializeImagePulls: false,
  };
}
