import { platformRootName } from '../../../../shared/argocd/platform-root.ts';
import { kratixKinds, kratixResources } from '../../../../shared/kratix/contract.ts';
import type { Conditioned } from '../../../../shared/kubernetes-object.ts';
import { argocdRepoServer, type ImagesObject } from '../../../cluster/argocd-version.ts';
import { type Cluster, ClusterError, hasDefinition, type Kind } from '../../../cluster/cluster.ts';
import { gitAuthority, kratix } from '../../../cluster/deploy/git-authority.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import { readApplicationSets, readApplications } from '../../../cluster/operate/applications.ts';
import { type AuthorityObject, certificateRow } from '../../../cluster/operate/certificate-row.ts';
import {
  applicationRow,
  applicationSetRow,
  type DeploymentObject,
  type GitOpsRow,
  idleRow,
  type LeaseObject,
  managerRow,
  missingRow,
  sortRootsFirst,
  storeRow,
  verdictOfRows,
  versionRow,
  workRow,
} from '../../../cluster/operate/gitops-status.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import { showRows } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import { summarizeVerdicts } from '../status/status.ts';
import type { gitopsStatus as command } from './command.ts';

/** Runs `infraforge gitops-status`. */
export const run: Run<typeof command> = async (options, { connect, terminal }) => {
  const cluster = await connect(options);
  terminal.progress('Asking the cluster');
  const [toGit, fromGit] = await Promise.all([kratixRows(cluster), argocdRows(cluster)]);
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
  terminal.print(`\n${summarizeVerdicts('object', verdicts)}`);
  return exitCodeOfVerdict(verdict);
};

const authority = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: gitAuthority.namespace,
  name: gitAuthority.name,
};

async function kratixRows(cluster: Cluster): Promise<GitOpsRow[]> {
  const deploy = makeCommand('deploy-platform', cluster);
  if (!(await hasDefinition(cluster, kratixResources.gitStateStores))) {
    return [missingRow('Kratix', `It is not installed: run ${deploy}`)];
  }
  const read = (kind: Kind): Promise<readonly Conditioned[]> => cluster.list<Conditioned>(kind);
  const [stores, destinations] = await Promise.all([
    read(kratixKinds.gitStateStore),
    read(kratixKinds.destination),
  ]);
  const [works, placements] = await Promise.all([read(kratixKinds.work), read(kratixKinds.workPlacement)]);
  // no Deployment: Kratix runs in another way
  const manager = await cluster.find<DeploymentObject>({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: kratix.namespace,
    name: kratix.manager,
  });
  const certificate = certificateRow(await cluster.find<AuthorityObject>(authority), {
    today: new Date(),
    cluster,
  });
  return [
    ...(manager === undefined ? [] : [managerRow(manager, cluster)]),
    ...(certificate === undefined ? [] : [certificate]),
    ...(stores.length === 0 ? [missingRow('GitStateStore', `Nothing can be written: run ${deploy}`)] : []),
    ...(destinations.length === 0
      ? [missingRow('Destination', `Nothing can be written: run ${deploy}`)]
      : []),
    ...[...stores, ...destinations].map((object) => storeRow(object, cluster)),
    ...[...works, ...placements].flatMap((object) => workRow(object) ?? []),
  ];
}

async function argocdRows(cluster: Cluster): Promise<GitOpsRow[]> {
  const applications = await readApplications(cluster);
  const deploy = makeCommand('deploy-platform', cluster);
  if (applications === undefined) return [missingRow('Argo CD', `It is not installed: run ${deploy}`)];
  const hasRoot = applications.some(({ metadata }) => metadata.name === platformRootName);
  const missing = missingRow(
    `Application argocd/${platformRootName}`,
    `Nothing is read from Git: run ${deploy}`,
  );
  const outdated = versionRow(await cluster.find<ImagesObject>(argocdRepoServer));
  const idle = idleRow(applications, { nodes: await readNodeLeases(cluster), cluster });
  return [
    ...(hasRoot ? [] : [missing]),
    ...(outdated === undefined ? [] : [outdated]),
    ...(idle === undefined ? [] : [idle]),
    ...(await readApplicationSets(cluster)).flatMap((set) => applicationSetRow(set) ?? []),
    ...sortRootsFirst(applications).map((application) =>
      applicationRow(application, { cluster, applications }),
    ),
  ];
}

const nodeLeases = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: 'kube-node-lease' };

/** Returns the leases that nodes renew every ten seconds; none if the user may not read them. */
async function readNodeLeases(cluster: Cluster): Promise<readonly LeaseObject[]> {
  try {
    return await cluster.list<LeaseObject>(nodeLeases);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return [];
  }
}

function print(title: string, rows: readonly GitOpsRow[], terminal: Terminal): void {
  const lines = rows.map(({ what, state, health, commit }) => ({
    cells: [what, state.text, health, commit],
    verdict: state.verdict,
    details: state.details,
  }));
  showRows([title, 'STATE', 'HEALTH', 'COMMIT'], lines, terminal);
}
