import { platformRootName } from '../../../../shared/argocd/platform-root.ts';
import { kratixResources } from '../../../../shared/kratix/contract.ts';
import type { Conditioned } from '../../../../shared/kubernetes-object.ts';
import { kratix } from '../../../cluster/deploy/git-authority.ts';
import { type Kubectl, KubectlError } from '../../../cluster/kubectl.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import { readApplications } from '../../../cluster/operate/applications.ts';
import {
  applicationRow,
  type DeploymentObject,
  type GitOpsRow,
  idleRow,
  inOrder,
  type LeaseObject,
  managerRow,
  missingRow,
  storeRow,
  verdictOfRows,
  workRow,
} from '../../../cluster/operate/gitops-status.ts';
import { openCluster } from '../../cluster-context.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { printRows } from '../../print-table.ts';
import type { Terminal } from '../../terminal.ts';
import { printVerdicts } from '../status/status.ts';
import type { gitopsStatus as command } from './command.ts';

/** Runs `infraforge gitops-status`. */
export const run: Run<typeof command> = async (options, { terminal }) => {
  const kubectl = openCluster(options);
  terminal.progress('Asking the cluster');
  const [toGit, fromGit] = await Promise.all([kratixRows(kubectl), argocdRows(kubectl)]);
  const rows = [...toGit, ...fromGit];
  const verdict = verdictOfRows(rows);
  if (options.json) {
    terminal.print(printJson({ verdict, kratix: toGit, argocd: fromGit }), verdict);
    return exitCodeOfVerdict(verdict);
  }
  print('KRATIX', toGit, terminal);
  terminal.print('');
  print('ARGO CD', fromGit, terminal);
  const verdicts = rows.map(({ state }) => state.verdict);
  terminal.print(`\n${printVerdicts('object', verdicts)}`);
  return exitCodeOfVerdict(verdict);
};

async function kratixRows(kubectl: Kubectl): Promise<GitOpsRow[]> {
  const { gitStateStores, destinations, works, workPlacements } = kratixResources;
  const deploy = makeCommand('deploy-platform', kubectl);
  if (!(await kubectl.serves(gitStateStores))) {
    return [missingRow('Kratix', `It is not installed: run ${deploy}`)];
  }
  const read = (resource: string): Promise<readonly Conditioned[]> =>
    kubectl.list<Conditioned>([resource, '--all-namespaces']);
  const [stores, places] = await Promise.all([read(gitStateStores), read(destinations)]);
  const [work, placed] = await Promise.all([read(works), read(workPlacements)]);
  // no Deployment: Kratix runs in another way
  const manager = await kubectl.find<DeploymentObject>([
    'deployment',
    kratix.manager,
    `--namespace=${kratix.namespace}`,
  ]);
  return [
    ...(manager === undefined ? [] : [managerRow(manager, kubectl)]),
    ...(stores.length === 0 ? [missingRow('GitStateStore', `Nothing can be written: run ${deploy}`)] : []),
    ...(places.length === 0 ? [missingRow('Destination', `Nothing can be written: run ${deploy}`)] : []),
    ...[...stores, ...places].map((object) => storeRow(object, kubectl)),
    ...[...work, ...placed].flatMap((object) => workRow(object) ?? []),
  ];
}

async function argocdRows(kubectl: Kubectl): Promise<GitOpsRow[]> {
  const applications = await readApplications(kubectl);
  const deploy = makeCommand('deploy-platform', kubectl);
  if (applications === undefined) return [missingRow('Argo CD', `It is not installed: run ${deploy}`)];
  const isThere = applications.some(({ metadata }) => metadata.name === platformRootName);
  const missing = missingRow(
    `Application argocd/${platformRootName}`,
    `Nothing is read from Git: run ${deploy}`,
  );
  const idle = idleRow(applications, { nodes: await readNodeLeases(kubectl), kubectl });
  return [
    ...(isThere ? [] : [missing]),
    ...(idle === undefined ? [] : [idle]),
    ...inOrder(applications).map((application) => applicationRow(application, kubectl)),
  ];
}

/** Reads the leases that nodes renew every ten seconds; empty without permission to read them. */
async function readNodeLeases(kubectl: Kubectl): Promise<readonly LeaseObject[]> {
  try {
    return await kubectl.list<LeaseObject>(['leases.coordination.k8s.io', '--namespace=kube-node-lease']);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    return [];
  }
}

function print(title: string, rows: readonly GitOpsRow[], terminal: Terminal): void {
  const lines = rows.map(({ what, state, health, commit }) => ({
    cells: [what, state.text, health, commit],
    verdict: state.verdict,
    details: state.details,
  }));
  printRows([title, 'STATE', 'HEALTH', 'COMMIT'], lines, terminal);
}
