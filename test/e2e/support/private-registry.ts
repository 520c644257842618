import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { tool } from '../cluster/layout.ts';
import { run } from '../cluster/processes.ts';
import { grantArgocdAccess, ownClusterType } from './cluster-type.ts';
import { builtCluster } from './platform.ts';
import { applicationClaim } from './requests.ts';
import type { Scenario } from './scenario.ts';
import { pushThirdPartyChart } from './third-party-chart.ts';

/** Not the address of the node: once Argo CD trusts an authority for a host, it no longer uses plain HTTP for it. */
const host = '10.245.0.1';

/** Options of a private registry. */
export interface PrivateRegistryOptions {
  /** Name of its cluster type, environment and request. */
  readonly name: string;
  readonly port: number;
  readonly password: string;
}

/** A registry of charts over TLS, signed by the authority of the run, that requires credentials. */
export interface PrivateRegistry {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Namespace of the request, with its Secret and ConfigMap. */
  readonly namespace: string;
  /** Request for a chart of the registry. */
  readonly claim: object;
  /** Creates the ConfigMap with the CA certificate in the namespace. */
  readonly giveAuthority: () => Promise<void>;
  /** Creates the Secret with the credentials in the namespace. */
  readonly giveCredentials: () => Promise<void>;
}

/** Starts a private registry with one chart, gives Argo CD access, and declares a cluster type that uses it. */
export async function startPrivateRegistry(
  scenario: Scenario,
  { name, port, password }: PrivateRegistryOptions,
): Promise<PrivateRegistry> {
  const { cluster } = scenario.platform;
  const { authority } = builtCluster();
  const [address, username, namespace] = [`${host}:${port}`, 'infraforge', `${name}-team`];
  const url = `oci://${address}/charts`;
  await serve({ name, address, username, password });
  const certificate = readFileSync(authority.certificate, 'utf8');
  await scenario.api.merge('/api/v1/namespaces/argocd/configmaps/argocd-tls-certs-cm', {
    data: { [host]: certificate },
  });
  const access = ['--ca-file', authority.certificate, '--username', username, '--password', password];
  await pushThirdPartyChart(cluster, 'confidential', { url, access });
  await grantArgocdAccess(scenario, { name: `private-${name}`, url, access: { username, password } });
  await cluster.kubectl(['create', 'namespace', namespace]);
  await ownClusterType(scenario, {
    name,
    environments: [`${name}-dev`],
    chartsRepository: { url, plainHTTP: false, allowed: [{ name: 'confidential' }] },
  });
  const claim = applicationClaim(name, {
    environment: `${name}-dev`,
    applications: [{ name, chart: { name: 'confidential', version: '0.1.0' } }],
  }) as ResourceRequest;
  const applyObject = async (object: object): Promise<void> => {
    await scenario.apply({ apiVersion: 'v1', ...object });
  };
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    address,
    username,
    password,
    namespace,
    claim: { ...claim, metadata: { ...claim.metadata, namespace } },
    giveAuthority: () =>
      applyObject({
        kind: 'ConfigMap',
        metadata: { name: 'infraforge-ca', namespace },
        data: { 'ca.crt': certificate },
      }),
    giveCredentials: () =>
      applyObject({
        kind: 'Secret',
        metadata: { name: 'infraforge-registry', namespace },
        stringData: { 'config.json': JSON.stringify({ auths: { [address]: { auth } } }) },
      }),
  };
}

/** Starts the reference registry with TLS and one user. */
async function serve(options: {
  readonly name: string;
  readonly address: string;
  readonly username: string;
  readonly password: string;
}): Promise<void> {
  const { folder: runFolder, authority, processes } = builtCluster();
  const { name, address, username, password } = options;
  const folder = join(runFolder, `registry-of-${name}`);
  mkdirSync(folder);
  await run('ip', ['address', 'replace', `${host}/32`, 'dev', 'lo']);
  const { certificate, key } = await authority.issue({
    name: `registry-of-${name}`,
    subject: '/CN=private-registry',
    names: [`IP:${host}`],
  });
  const users = join(folder, 'htpasswd');
  writeFileSync(users, `${username}:${hashSync(password, 4)}\n`);
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, 'data') } },
      http: { addr: address, tls: { certificate, key } },
      auth: { htpasswd: { realm: 'charts', path: users } },
    }),
  );
  const registry = processes.start({
    name: `registry-of-${name}`,
    program: tool('registry'),
    args: ['serve', config],
  });
  const ca = readFileSync(authority.certificate);
  await registry.ready(30, () => checkCredentialsRequired(address, ca));
}

/** @throws Error unless the registry requires credentials */
async function checkCredentialsRequired(address: string, ca: Buffer): Promise<void> {
  const status = await new Promise((resolve, reject) => {
    get(`https://${address}/v2/`, { ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  if (status !== 401) throw new Error(`it answers ${status}`);
}
