import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority, Certificate, Subject } from './certificates.ts';
import { addresses } from './layout.ts';

/** User with a client certificate. */
export interface Client extends Certificate {
  /** Path of its kubeconfig. */
  readonly kubeconfig: string;
}

/** Issues a client certificate, and writes the kubeconfig that goes with it. */
export async function issueClient(
  { folder, authority }: { folder: string; authority: Authority },
  {
    namespace = 'default',
    server = builtServer,
    ...subject
  }: Subject & { readonly namespace?: string; readonly server?: string },
): Promise<Client> {
  const certificate = await authority.issue(subject);
  const kubeconfig = join(folder, `${subject.name}.kubeconfig`);
  const user = {
    'client-certificate-data': encoded(certificate.certificate),
    'client-key-data': encoded(certificate.key),
  };
  writeKubeconfig(kubeconfig, { authority, name: subject.name, user, namespace, server });
  return { ...certificate, kubeconfig };
}

/** Content of a kubeconfig. */
export interface KubeconfigUser {
  readonly authority: Authority;
  readonly name: string;
  /** Credentials: a certificate or a token. */
  readonly user: object;
  readonly namespace: string;
  /** URL of the API server; defaults to that of the built cluster. */
  readonly server?: string;
}

const builtServer = `https://${addresses.apiServer}:443`;

/** Writes the kubeconfig of a user. */
export function writeKubeconfig(
  path: string,
  { authority, name, user, namespace, server = builtServer }: KubeconfigUser,
): void {
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'e2e', cluster: { server, 'certificate-authority-data': encoded(authority.certificate) } },
    ],
    users: [{ name, user }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: name, namespace } }],
    'current-context': 'e2e',
  };
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
}

function encoded(path: string): string {
  return readFileSync(path).toString('base64');
}
