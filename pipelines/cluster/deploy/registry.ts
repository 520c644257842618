import type { RegistryOptions } from '../../../shared/oci/registry-client.ts';
import type { Kubectl } from '../kubectl.ts';
import { throughPort } from '../through-port.ts';
import { applyObjects } from './apply-objects.ts';
import { checkNamespace, chooseStorage, storageWarnings } from './deployed-workload.ts';
import type { DeployEdges } from './edges.ts';
import { waitForRollout } from './rollout.ts';
import { type SpellOption, spellPlainly } from './spell-option.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';
import { renderNamespace, renderWorkload, type Storage } from './workload.ts';

/** A registry's folder of charts, as pods of the cluster reach it. */
export interface ChartsPlace {
  /** `oci://host[:port]/path` */
  readonly url: string;
  readonly plainHTTP: boolean;
}

/** Where the registry in the cluster is. */
export const registry = {
  namespace: 'infraforge-registry',
  name: 'registry',
  port: 5000,
  charts: 'charts',
} as const;

/** Its folder of charts, as pods reach it. */
export const registryURL = `oci://${registry.name}.${registry.namespace}.svc.cluster.local:${registry.port}/${registry.charts}`;

const folders = { configuration: '/etc/infraforge-registry', data: '/var/lib/registry' };

/** The reference registry's settings (Distribution documentation, "Configuring a registry"). */
const settings = {
  version: 0.1,
  log: { level: 'warn', accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory: folders.data }, delete: { enabled: true } },
  http: { addr: `:${registry.port}` },
};

/** The registry with its data: objects in the order in which they are needed. */
export function renderRegistry({ image, storage }: { image: string; storage: Storage }): readonly object[] {
  const { namespace, name, port } = registry;
  const file = 'config.yml';
  return [
    renderNamespace(namespace),
    ...renderWorkload({
      name,
      namespace,
      image,
      command: ['registry', 'serve', `${folders.configuration}/${file}`],
      // it would look for a collector of traces
      env: { OTEL_TRACES_EXPORTER: 'none' },
      service: name,
      port,
      health: { path: '/v2/', scheme: 'HTTP' },
      memory: { request: '64Mi', limit: '256Mi' },
      data: { path: folders.data, size: '5Gi', storage },
      configuration: { folder: folders.configuration, files: { [file]: JSON.stringify(settings) } },
    }),
  ];
}

/** A registry in the cluster, without TLS: nothing outside the cluster reaches it. @throws KubectlError, ActionableError */
export async function deployRegistry(
  kubectl: Kubectl,
  {
    image,
    timeout,
    spell = spellPlainly,
  }: { image: string; timeout: Timeout; spell?: SpellOption | undefined },
): Promise<Outcome<ChartsPlace>> {
  const { namespace, name } = registry;
  await checkNamespace(kubectl, namespace, spell('registry'));
  const storage = await chooseStorage(kubectl, registry);
  const change = await applyObjects(kubectl, renderRegistry({ image, storage }));
  await waitForRollout(kubectl, { namespace, workload: `deployment/${name}`, timeout });
  return {
    value: { url: registryURL, plainHTTP: true },
    change,
    detail: registryURL,
    warnings: storageWarnings({ name: 'The registry', storage }),
  };
}

/** Promises whose charts are published. */
interface ChartsToPublish extends Pick<DeployEdges, 'publishCharts'> {
  readonly promises: string;
}

/** Pushes the charts to the registry of the cluster, through a forwarded port. */
export async function pushToCluster(kubectl: Kubectl, charts: ChartsToPublish): Promise<Outcome<void>> {
  const { namespace, name, port } = registry;
  return throughPort(kubectl, { target: `service/${name}`, namespace, port }, (forwarded) =>
    publish(charts, { repository: `oci://127.0.0.1:${forwarded}/${registry.charts}`, plainHTTP: true }),
  );
}

/** Pushes the charts to an existing registry. */
export function pushToRegistry(
  place: ChartsPlace,
  { access, ...charts }: ChartsToPublish & { readonly access: RegistryOptions },
): Promise<Outcome<void>> {
  return publish(charts, { repository: place.url, plainHTTP: place.plainHTTP, ...access });
}

async function publish(
  { promises, publishCharts }: ChartsToPublish,
  to: RegistryOptions & { readonly repository: string; readonly plainHTTP: boolean },
): Promise<Outcome<void>> {
  const pushed = await publishCharts(promises, to);
  const changes = pushed.map(({ result }): Change => (result === 'unchanged' ? 'unchanged' : 'made'));
  const names = pushed.map(({ name, version }) => `${name} ${version}`).join(', ');
  return { value: undefined, change: foldChanges(changes), detail: names };
}
