import { X509Certificate } from 'node:crypto';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { NamedCluster } from '../cluster.ts';
import { makeCommand } from '../make-command.ts';
import { finding } from './finding.ts';
import type { GitOpsRow } from './gitops-status.ts';

/** ConfigMap with the CA that Kratix trusts for the Git server, in PEM. */
export interface AuthorityObject extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Days before the end of a certificate in which a row reports it. */
const notice = 60;

const day = 24 * 60 * 60 * 1000;

/**
 * Returns a row for the certificate of the Git server if it ends soon, because Kratix and Argo CD can then no longer
 * reach Git. Undefined for one that is valid for longer, or that cannot be read.
 */
export function certificateRow(
  authority: AuthorityObject | undefined,
  { today, cluster }: { readonly today: Date; readonly cluster: NamedCluster },
): GitOpsRow | undefined {
  const end = endOf(authority?.data?.['ca.crt'] ?? '');
  if (end === undefined || end.getTime() - today.getTime() > notice * day) return undefined;
  const isOver = end <= today;
  const state = finding(
    isOver ? 'refused' : 'waiting',
    `${isOver ? 'ended' : 'ends'} on ${end.toISOString().slice(0, 10)}`,
    'Kratix and Argo CD cannot reach Git without a valid certificate',
    `For Gitea, run ${makeCommand('deploy-platform', cluster)}; for another Git server, renew it there, and repeat with GIT_CA=`,
  );
  return { what: 'Certificate of the Git server', health: '', commit: '', state };
}

function endOf(certificate: string): Date | undefined {
  try {
    return new Date(new X509Certificate(certificate).validTo);
  } catch {
    return undefined;
  }
}
