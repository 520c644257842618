import { randomBytes } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import type { Cluster } from '../cluster.ts';
import type { ChartRegistry } from '../operate/chart-registries.ts';
import { throughPort } from '../through-port.ts';
import { applyObjects } from './apply-objects.ts';
import type { Deployment } from './deploy-options.ts';
import { checkNamespace, chooseStorage, storageWarnings } from './deployed-workload.ts';
import type { DeployEdges } from './edges.ts';
import { ensureSecret } from './ensure-secret.ts';
import { printPlainOption } from './print-option.ts';
import { waitForRollout } from './rollout.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import { versions } from './versions.ts';
import { readWorkload, type WorkloadValues } from './workload.ts';

/** Names of the registry in the cluster, as in kind/platform/registry.yaml. */
export const registry = {
  namespace: 'infraforge-registry',
  name: 'registry',
  /** Port from which every pod of the cluster can read. It accepts no writes. */
  port: 5000,
  /** Port that accepts writes. It listens on loopback of the pod, so that only a forwarded port reaches it. */
  writePort: 5001,
  /** Secret of the account that may write: `username`, `password`, `htpasswd`. */
  writer: 'registry-writer',
  charts: 'charts',
} as const;

/** Address of its folder of charts for pods. */
export const registryURL = `oci://${registry.name}.${registry.namespace}.svc.cluster.local:${registry.port}/${registry.charts}`;

/**
 * Returns the namespace of the registry and the objects in it, in the order in which they are needed. The pod needs the
 * Secret too.
 *
 * @param values.users content of htpasswd
 */
export function renderRegistry({
  users,
  ...values
}: WorkloadValues & { readonly users: string }): ReturnType<typeof readWorkload> {
  return readWorkload('registry.yaml', { ...values, readAtStart: users });
}

/**
 * Deploys a registry in the cluster. Pods read it without TLS and without an account. Only a forwarded port writes, with
 * the password of a Secret that no other namespace needs.
 *
 * @throws ClusterError, ActionableError
 */
export async function deployRegistry(deployment: Deployment): Promise<Outcome<ChartRegistry>> {
  const { cluster, platform, images = {}, timeout, printOption = printPlainOption } = deployment;
  const { namespace, name } = registry;
  await checkNamespace(cluster, namespace, printOption('registry'));
  const storage = await chooseStorage(cluster, registry);
  const image = images.registry ?? versions.registry.image;
  const [namespaceObject] = renderRegistry({ image, platform, storage, users: '' });
  const created = await applyObjects(cluster, [namespaceObject]);
  const writer = await ensureWriter(cluster);
  const [, ...rendered] = renderRegistry({ image, platform, storage, users: writer.data.htpasswd });
  const objects = await applyObjects(cluster, rendered);
  await waitForRollout(cluster, { namespace, name, timeout });
  return {
    value: { url: registryURL, plainHTTP: true },
    change: foldChanges([created, writer.change, objects]),
    detail: registryURL,
    warnings: storageWarnings({ name: 'The registry', storage }),
  };
}

/** Lowest cost of bcrypt: the base-2 logarithm of its rounds. */
const lowestCost = 4;

/** Creates the account that may write. The registry reads passwords as bcrypt only. */
function ensureWriter(cluster: Cluster) {
  return ensureSecret(cluster, {
    namespace: registry.namespace,
    name: registry.writer,
    keys: ['username', 'password', 'htpasswd'],
    make: () => {
      const [username, password] = ['infraforge', randomBytes(24).toString('base64url')];
      // the Secret holds the password too, so a higher cost would protect nothing
      const hash = hashSync(password, lowestCost);
      return { username, password, htpasswd: `${username}:${hash}\n` };
    },
  });
}

/** Promises whose charts are published. */
interface ChartsToPublish extends Pick<DeployEdges, 'publishCharts'> {
  readonly promises: string;
}

/** Pushes the charts to the registry of the cluster, through a forwarded port. */
export async function pushToCluster(cluster: Cluster, charts: ChartsToPublish): Promise<Outcome<void>> {
  const { namespace, name, writePort: port } = registry;
  const { username, password } = (await ensureWriter(cluster)).data;
  return throughPort(cluster, { service: name, namespace, port }, (forwarded) =>
    publish(charts, {
      repository: `oci://127.0.0.1:${forwarded}/${registry.charts}`,
      plainHTTP: true,
      credentials: () => ({ source: `Secret ${namespace}/${registry.writer}`, username, password }),
    }),
  );
}

/** Pushes the charts to an existing registry. */
export function pushToRegistry(
  target: ChartRegistry,
  { access, ...charts }: ChartsToPublish & { readonly access: RegistryOptions },
): Promise<Outcome<void>> {
  return publish(charts, { repository: target.url, plainHTTP: target.plainHTTP, ...access });
}

async function publish(
  { promises, publishCharts }: ChartsToPublish,
  to: RegistryOptions & { readonly repository: string; readonly plainHTTP: boolean },
): Promise<Outcome<void>> {
  const pushed = await publishCharts(promises, to);
  const changes = pushed.map(({ result }): Change => (result === 'unchanged' ? 'unchanged' : 'created'));
  const names = pushed.map(({ name, version }) => `${name} ${version}`).join(', ');
  return { value: undefined, change: foldChanges(changes), detail: names };
}
