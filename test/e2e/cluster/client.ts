import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority, Certificate, Subject } from './certificates.ts';
import { addresses } from './place.ts';

/** Somebody whom the API server knows by a certificate. */
export interface Client extends Certificate {
  /** Path. */
  readonly kubeconfig: string;
}

/** Issues a client certificate, and writes the kubeconfig that goes with it. */
export async function issueClient(
  { folder, authority }: { folder: string; authority: Authority },
  { namespace = 'default', ...subject }: Subject & { readonly namespace?: string },
): Promise<Client> {
  const certificate = await authority.issue(subject);
  const kubeconfig = join(folder, `${subject.name}.kubeconfig`);
  const encoded = (path: string): string => readFileSync(path).toString('base64');
  const server = `https://${addresses.apiServer}:443`;
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'e2e', cluster: { server, 'certificate-authority-data': encoded(authority.certificate) } },
    ],
    users: [
      {
        name: subject.name,
        user: {
          'client-certificate-data': encoded(certificate.certificate),
          'client-key-data': encoded(certificate.key),
        },
      },
    ],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: subject.name, namespace } }],
    'current-context': 'e2e',
  };
  writeFileSync(kubeconfig, JSON.stringify(content), { mode: 0o600 });
  return { ...certificate, kubeconfig };
}
