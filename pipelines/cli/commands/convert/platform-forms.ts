import { type Conversion, moveField, noteAction, noteChange, replace } from './conversion.ts';
import type { Steps } from './draft.ts';

const cluster: Steps = ['spec', 'clusters', 0];
const clusterType: Steps = ['spec', 'gitOps', 'clusterType'];
const environments: Steps = ['spec', 'gitOps', 'environments'];

/** Placeholder of the registry, for a platform that had its charts in Git. */
const placeholder = 'oci://registry.example.com/charts';

/** Brings the fields of a BootstrapClaim with at most one cluster into the forms of today. */
export function reshapePlatform(conversion: Conversion): void {
  const { draft } = conversion;
  for (const field of ['type', 'clusterType', 'name']) {
    if (draft.text([...cluster, field]) !== undefined && draft.get(clusterType) === undefined)
      moveField(conversion, [...cluster, field], clusterType);
  }
  if (draft.get([...cluster, 'environments']) !== undefined)
    moveField(conversion, [...cluster, 'environments'], environments);
  for (let index = 0; index < draft.length(environments); index++) {
    const name = draft.text([...environments, index, 'name']);
    if (name !== undefined) replace(conversion, [...environments, index], name, `shortened to "${name}"`);
  }
  if (draft.get(['spec', 'clusters', 0]) === undefined) draft.remove(['spec', 'clusters']);
  addChartsRepository(conversion);
}

/** Names a registry where the charts were in Git. */
function addChartsRepository(conversion: Conversion): void {
  const { draft } = conversion;
  const steps = ['spec', 'chartsRepository'];
  const [type, url] = [draft.text([...steps, 'type']), draft.text([...steps, 'url'])];
  if (type !== 'git' && url?.startsWith('oci://')) return;
  const what = draft.get(steps) === undefined ? 'set' : 'replaced by';
  noteAction(
    conversion,
    steps,
    `${what} a placeholder, because charts come from an OCI registry; set url to yours`,
  );
  draft.set(steps, { type: 'oci', url: placeholder });
}

/** Number of clusters that a BootstrapClaim declares, each of which becomes a claim of its own. */
export function countClusters({ draft }: Pick<Conversion, 'draft'>): number {
  return Math.max(1, draft.length(['spec', 'clusters']));
}

/** Keeps only one cluster of a BootstrapClaim with several, and gives the claim a name of its own. */
export function keepCluster(conversion: Conversion, index: number): void {
  const { draft } = conversion;
  const clusters: Steps = ['spec', 'clusters'];
  const at: Steps = [...clusters, index];
  const type = ['type', 'clusterType', 'name']
    .map((field) => draft.text([...at, field]))
    .find((text) => text);
  for (let other = draft.length(clusters) - 1; other >= 0; other--)
    if (other !== index) draft.remove([...clusters, other]);
  const name = `${draft.text(['metadata', 'name'])}-${type ?? index + 1}`;
  noteChange(conversion, cluster, `became a BootstrapClaim of its own, named "${name}"`);
  draft.set(['metadata', 'name'], name);
}
