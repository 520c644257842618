import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import { type Conversion, leaveOut, moveField, noteAction, noteChange, replace, was } from './conversion.ts';
import type { Draft, Steps } from './draft.ts';

const clusters: Steps = ['spec', 'clusters'];
const cluster: Steps = [...clusters, 0];
const clusterType: Steps = ['spec', 'gitOps', 'clusterType'];
const environments: Steps = ['spec', 'gitOps', 'environments'];

/** Placeholder for the registry of a platform that had its charts in Git. */
const placeholder = 'oci://registry.example.com/charts';

/** Converts the fields of a BootstrapClaim with at most one cluster to their current form. */
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
  if (draft.text([...cluster, 'server']) !== undefined)
    moveField(conversion, [...cluster, 'server'], ['spec', 'destination', 'server']);
  const name = [...cluster, 'name'];
  if (draft.text(name) !== undefined) {
    noteChange(conversion, name, `removed, because the type names the cluster${was(draft, name)}`);
    draft.removeWithParents(name);
  }
  if (isRecord(draft.get(cluster))) leaveOut(conversion, cluster, 'a BootstrapClaim has no such field');
  if (draft.length(clusters) === 0) draft.remove(clusters);
  addChartsRepository(conversion);
}

/** Sets a placeholder for the registry if the charts were in Git. */
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

/** Returns the number of clusters of a BootstrapClaim, which all become claims of their own; 1 for other kinds. */
export function countClusters({ draft, kind }: Pick<Conversion, 'draft' | 'kind'>): number {
  return kind === bootstrapClaim.kind ? Math.max(1, draft.length(clusters)) : 1;
}

/**
 * Keeps only one cluster of a BootstrapClaim with several, and gives the claim a name of its own.
 *
 * @returns false for a cluster of the type of an earlier one: one claim declares a cluster type
 */
export function keepCluster(conversion: Conversion, index: number): boolean {
  const { draft } = conversion;
  const type = typeOfCluster(draft, index);
  const first = Array.from({ length: index }, (_, at) => at).find((at) => typeOfCluster(draft, at) === type);
  if (type !== undefined && first !== undefined) {
    const advice = `add its environments to the first claim, or give it a cluster type of its own`;
    leaveOut(
      conversion,
      [...clusters, index],
      `it has the type "${type}" of spec.clusters[${first}]; ${advice}`,
    );
    return false;
  }
  for (let other = draft.length(clusters) - 1; other >= 0; other--)
    if (other !== index) draft.remove([...clusters, other]);
  const name = `${draft.text(['metadata', 'name'])}-${type ?? index + 1}`;
  noteChange(conversion, cluster, `became a BootstrapClaim of its own, named "${name}"`);
  draft.set(['metadata', 'name'], name);
  return true;
}

function typeOfCluster(draft: Draft, index: number): string | undefined {
  return ['type', 'clusterType', 'name']
    .map((field) => draft.text([...clusters, index, field]))
    .find((text) => text);
}
