import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kratixGroup } from '../../../shared/kratix/contract.ts';
import { waitForDefinitions } from '../cluster/definitions.ts';
import { root } from '../cluster/layout.ts';
import type { Cluster } from '../cluster/start-cluster.ts';

/** Folder of Kratix's definitions, which may be missing. */
export const definitionsFolder: string = process.env['KRATIX_CRDS'] || join(root, '../shared/crds/kratix');

/** The kinds that the stand-in reads and writes. */
const kinds = [
  { kind: 'Promise', scope: 'Cluster' },
  { kind: 'Destination', scope: 'Cluster' },
  { kind: 'GitStateStore', scope: 'Cluster' },
  { kind: 'WorkPlacement', scope: 'Namespaced' },
] as const;

/**
 * Applies Kratix's definitions from the folder of `KRATIX_CRDS`. If it is missing, applies definitions that accept
 * everything.
 * @param options.needed true if Kratix itself needs its own definitions
 * @throws Error if they are needed and missing
 */
export async function applyDefinitions(cluster: Cluster, { needed }: { needed: boolean }): Promise<void> {
  const folder = definitionsFolder;
  const apply = ['apply', '--server-side', '--filename'];
  if (existsSync(folder)) await cluster.kubectl([...apply, folder]);
  else if (needed) throw new Error(`Apply Kratix's definitions: no folder "${folder}": set KRATIX_CRDS`);
  else {
    process.stdout.write(
      `e2e: Promises are not validated against Kratix's definitions: no folder ${folder}\n`,
    );
    const list = { apiVersion: 'v1', kind: 'List', items: kinds.map(permissive) };
    await cluster.kubectl([...apply, '-'], JSON.stringify(list));
  }
  await waitForDefinitions(cluster);
}

function permissive({ kind, scope }: (typeof kinds)[number]): object {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${kratixGroup}` },
    spec: {
      group: kratixGroup,
      scope,
      names: { kind, singular, plural },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}
