/**
 * Requests of earlier generations that people still have: where each of their fields moved, or why it is gone.
 * Keys are paths in which `[]` stands for any item of a list.
 */
const moved: Readonly<Record<string, string>> = {
  'spec.gitea': 'moved to spec.giteaURL and spec.organization',
  'spec.gitea.url': 'moved to spec.giteaURL',
  'spec.gitea.organization': 'moved to spec.organization',
  'spec.clusters':
    'gone: one BootstrapClaim for each cluster type, with spec.gitOps.clusterType and spec.gitOps.environments',
  'spec.clusterTypes': 'gone: one BootstrapClaim for each cluster type, with spec.gitOps.clusterType',
  'spec.environments': 'moved to spec.gitOps.environments',
  'spec.branch': 'moved to spec.gitOps.branch',
  'spec.gitops': 'spelled spec.gitOps, with branch, clusterType and environments',
  'spec.repositories.charts': 'gone: charts come from the OCI registry of spec.chartsRepository',
  'spec.repositories.gitops': 'moved to spec.repositories.voltran',
  'spec.applications[].repository': 'moved to image.repository',
  'spec.applications[].tag': 'moved to image.tag',
  'spec.applications[].config': 'moved to values',
  'spec.applications[].port': 'moved to ports: [{name: http, port: …}]',
  'spec.services[].config': 'moved to values',
  'spec.services[].size.storage': 'moved to storage.size',
  'spec.components[].config': 'moved to values',
};

/** The same for fields of a `chart`, wherever one stands. */
const movedBelowChart: Readonly<Record<string, string>> = {
  repository: "gone: charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim",
  source: "gone: charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim",
};

/** Kinds that were called otherwise. */
export const renamedKinds: Readonly<Record<string, string>> = {
  PlatformClaim: 'PlatformApplicationClaim',
  AppClaim: 'ApplicationClaim',
  Bootstrap: 'BootstrapClaim',
};

/** Where the field at `path` (with indexes) moved in v1, or undefined where it never was one. */
export function whereItMoved(path: string): string | undefined {
  const shape = path.replace(/\[[0-9]+\]/g, '[]');
  const belowChart = /\.chart\.([^.]+)$/.exec(shape)?.[1];
  return moved[shape] ?? (belowChart === undefined ? undefined : movedBelowChart[belowChart]);
}
