import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { tool } from '../cluster/place.ts';
import { run } from '../cluster/processes.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { applicationClaim } from './requests.ts';

/** Not the node's: Argo CD that trusts an authority for a host speaks no plain HTTP to it any more. */
const host = '10.245.0.1';
const address = `${host}:5443`;

/** A registry of charts over TLS, by the authority of the run, that lets nobody in without credentials. */
export const privateRegistry = {
  address,
  url: `oci://${address}/charts`,
  username: 'infraforge',
  password: 'canary-registry-5d21',
} as const;

/** The environment whose charts come from it. */
export const sealedEnvironment = 'sealed';

/** Of the team, whose Secret and ConfigMap stand beside its requests. */
export const sealedNamespace = 'sealed-team';

/** The request whose run is given the credentials. */
export const sealedClaim = {
  ...applicationClaim('sealed', {
    environment: sealedEnvironment,
    applications: [{ name: 'sealed', chart: { name: 'confidential', version: '0.1.0' } }],
  }),
  metadata: { name: 'sealed', namespace: sealedNamespace },
};

/** Starts the reference registry as a private one, and lets Argo CD trust its authority. */
export async function startPrivateRegistry({ folder, authority, processes, api }: Cluster): Promise<void> {
  await run('ip', ['address', 'add', `${host}/32`, 'dev', 'lo']);
  const { certificate, key } = await authority.issue({
    name: 'private-registry',
    subject: '/CN=private-registry',
    names: [`IP:${host}`],
  });
  const users = join(folder, 'private-registry.htpasswd');
  writeFileSync(users, `${privateRegistry.username}:${await bcrypt(privateRegistry.password)}\n`);
  const config = join(folder, 'private-registry.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, 'private-registry') } },
      http: { addr: address, tls: { certificate, key } },
      auth: { htpasswd: { realm: 'charts', path: users } },
    }),
  );
  const registry = processes.start({
    name: 'private-registry',
    program: tool('registry'),
    args: ['serve', config],
  });
  await api.merge('/api/v1/namespaces/argocd/configmaps/argocd-tls-certs-cm', {
    data: { [host]: readFileSync(authority.certificate, 'utf8') },
  });
  const ca = readFileSync(authority.certificate);
  await registry.ready(30, () => asksForCredentials(ca));
}

async function asksForCredentials(ca: Buffer): Promise<void> {
  const status = await new Promise((resolve, reject) => {
    get(`https://${address}/v2/`, { ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  if (status !== 401) throw new Error(`it answers ${status}`);
}

/** The only form in which the registry takes a password. */
async function bcrypt(password: string): Promise<string> {
  return run('perl', ['-e', 'print crypt($ARGV[0], $ARGV[1])', password, '$2y$05$oneSaltForAllTheRunsOK']);
}
