import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueClient } from './client.ts';
import type { ControlPlaneOptions } from './control-plane.ts';
import { addresses, nodeName, tool } from './layout.ts';
import { run } from './processes.ts';
import { checkPage } from './reachable.ts';

const proxyHealth = '127.0.0.1:10256';
const dnsReady = '127.0.0.1:8181';

/**
 * Makes Services reachable, by address and by name, from pods and from the programs of this run. Starts kube-proxy, and
 * CoreDNS at the address of every resolver of the run.
 */
export async function startServiceNetwork(options: ControlPlaneOptions): Promise<void> {
  await run('ip', ['address', 'add', `${addresses.dns}/32`, 'dev', 'lo']);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  await Promise.all([startProxy(options), startDNS(options)]);
}

async function startProxy(options: ControlPlaneOptions): Promise<void> {
  const { kubeconfig } = await issueClient(options, { name: 'kube-proxy', subject: '/CN=system:kube-proxy' });
  const config = join(options.folder, 'kube-proxy.json');
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'iptables',
      clientConnection: { kubeconfig },
      hostnameOverride: nodeName,
      clusterCIDR: addresses.pods,
      healthzBindAddress: proxyHealth,
      metricsBindAddress: '127.0.0.1:10249',
      // pods on one bridge would answer each other directly, from another address than the client called: both directions
      // must pass the node
      iptables: { masqueradeAll: true, minSyncPeriod: '100ms' },
      // the limits of the machine are not ours to change
      conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    }),
  );
  const proxy = options.processes.start({
    name: 'kube-proxy',
    program: tool('kube-proxy'),
    args: [`--config=${config}`],
    env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  await proxy.ready(30, () => checkPage(`http://${proxyHealth}/healthz`));
}

async function startDNS(options: ControlPlaneOptions): Promise<void> {
  const { kubeconfig } = await issueClient(options, {
    name: 'coredns',
    subject: '/O=system:masters/CN=coredns',
  });
  const corefile = join(options.folder, 'Corefile');
  writeFileSync(
    corefile,
    `.:53 {
  bind ${addresses.dns}
  errors
  ready ${dnsReady}
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${kubeconfig}
    ttl 0
  }
}
`,
  );
  const dns = options.processes.start({
    name: 'coredns',
    program: tool('coredns'),
    args: ['-conf', corefile],
  });
  await dns.ready(30, () => checkPage(`http://${dnsReady}/ready`));
}
