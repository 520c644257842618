import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { join } from 'node:path';
import { ApiServer } from './api-server.ts';
import type { Authority } from './certificates.ts';
import { type Client, issueClient } from './client.ts';
import { addresses, tool } from './layout.ts';
import type { Processes } from './processes.ts';
import { step } from './step.ts';

/** Options of the parts of a control plane. */
export interface ControlPlaneOptions {
  /** Folder for data and kubeconfigs. */
  readonly folder: string;
  readonly authority: Authority;
  readonly processes: Processes;
  /** Defaults to the addresses in the network namespace of the built cluster. */
  readonly listening?: Listening;
}

/** Addresses that etcd and the API server listen on. */
export interface Listening {
  readonly etcdURL: string;
  readonly etcdPeerURL: string;
  readonly host: string;
  readonly port: number;
}

const inNamespace: Listening = {
  etcdURL: 'http://127.0.0.1:12379',
  etcdPeerURL: 'http://127.0.0.1:12380',
  host: addresses.apiServer,
  port: 443,
};

/** Starts etcd, kube-apiserver, controller manager and scheduler. Returns an administrator. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<Client> {
  const signing = await step('certificates', () => options.authority.signingKey());
  const admin = await startStorageAndApi(options, signing);
  await step('controller manager and scheduler are ready', () =>
    Promise.all([startControllerManager(options, signing.privateKey), startScheduler(options)]),
  );
  return admin;
}

/** Starts etcd and kube-apiserver alone: objects are validated and stored, and no controller acts on them. */
export async function startStorageAndApi(options: ControlPlaneOptions, signing: SigningKey): Promise<Client> {
  const { host, port } = options.listening ?? inNamespace;
  const admin = await issueClient(options, {
    name: 'admin',
    subject: '/O=system:masters/CN=admin',
    server: `https://${host}:${port}`,
  });
  await step('etcd is ready', () => startEtcd(options));
  await step('kube-apiserver is ready', () => startApiServer(options, { signing, admin }));
  return admin;
}

async function startEtcd({
  folder,
  processes,
  listening: { etcdURL, etcdPeerURL } = inNamespace,
}: ControlPlaneOptions): Promise<void> {
  const etcd = processes.start({
    name: 'etcd',
    program: tool('etcd'),
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${etcdURL}`,
      `--advertise-client-urls=${etcdURL}`,
      `--listen-peer-urls=${etcdPeerURL}`,
      `--initial-advertise-peer-urls=${etcdPeerURL}`,
      `--initial-cluster=default=${etcdPeerURL}`,
      // The data is thrown away after the run.
      '--unsafe-no-fsync',
    ],
  });
  await etcd.ready(30, () => checkHealth(`${etcdURL}/health`));
}

interface SigningKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

interface ApiServerKeys {
  readonly signing: SigningKey;
  readonly admin: Client;
}

async function startApiServer(
  options: ControlPlaneOptions,
  { signing, admin }: ApiServerKeys,
): Promise<void> {
  const { authority, processes, listening = inNamespace } = options;
  const cluster = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const serving = await authority.issue({
    name: 'apiserver',
    subject: '/CN=kube-apiserver',
    names: [
      ...[...cluster, 'kubernetes.default.svc.cluster.local', 'localhost'].map((name) => `DNS:${name}`),
      ...[addresses.apiServer, '127.0.0.1', addresses.node].map((ip) => `IP:${ip}`),
    ],
  });
  const kubelet = await authority.issue({
    name: 'apiserver-kubelet-client',
    subject: '/O=system:masters/CN=apiserver',
  });
  const server = processes.start({
    name: 'kube-apiserver',
    program: tool('kube-apiserver'),
    args: [
      `--etcd-servers=${listening.etcdURL}`,
      ...[`--bind-address=${listening.host}`, `--advertise-address=${listening.host}`],
      `--secure-port=${listening.port}`,
      `--service-cluster-ip-range=${addresses.services}`,
      ...[`--tls-cert-file=${serving.certificate}`, `--tls-private-key-file=${serving.key}`],
      `--client-ca-file=${authority.certificate}`,
      ...['--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction'],
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${signing.publicKey}`,
      `--service-account-signing-key-file=${signing.privateKey}`,
      `--kubelet-client-certificate=${kubelet.certificate}`,
      `--kubelet-client-key=${kubelet.key}`,
      `--kubelet-certificate-authority=${authority.certificate}`,
      '--kubelet-preferred-address-types=InternalIP',
      ...['--allow-privileged=true', '--profiling=false'],
    ],
  });
  const api = await ApiServer.connect(admin);
  await server.ready(60, () => api.ready());
}

async function startControllerManager(options: ControlPlaneOptions, signingKey: string): Promise<void> {
  const { kubeconfig } = await issueClient(options, {
    name: 'kube-controller-manager',
    subject: '/CN=system:kube-controller-manager',
  });
  const manager = options.processes.start({
    name: 'kube-controller-manager',
    program: tool('kube-controller-manager'),
    args: [
      ...[`--kubeconfig=${kubeconfig}`, '--bind-address=127.0.0.1', '--leader-elect=false'],
      `--root-ca-file=${options.authority.certificate}`,
      `--service-account-private-key-file=${signingKey}`,
      ...['--use-service-account-credentials=true', '--allocate-node-cidrs=false'],
    ],
  });
  await manager.ready(30, () => checkHealth('https://127.0.0.1:10257/healthz'));
}

async function startScheduler(options: ControlPlaneOptions): Promise<void> {
  const { kubeconfig } = await issueClient(options, {
    name: 'kube-scheduler',
    subject: '/CN=system:kube-scheduler',
  });
  const scheduler = options.processes.start({
    name: 'kube-scheduler',
    program: tool('kube-scheduler'),
    args: [`--kubeconfig=${kubeconfig}`, '--bind-address=127.0.0.1', '--leader-elect=false'],
  });
  await scheduler.ready(30, () => checkHealth('https://127.0.0.1:10259/healthz'));
}

/**
 * Checks that a URL answers 200. Accepts any certificate: controller manager and scheduler sign their own.
 * @throws Error if it does not
 */
function checkHealth(url: string): Promise<void> {
  const send = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { rejectUnauthorized: false, timeout: 2000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url} answers ${response.statusCode}`));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${url} does not answer`)));
    outgoing.on('error', reject).end();
  });
}
