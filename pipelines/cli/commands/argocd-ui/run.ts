import { argocdNamespace } from '../../../../shared/argocd/names.ts';
import { NotInstalledError } from '../../../../shared/errors.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import {
  type ArgocdParameters,
  argocdParameters,
  argocdScheme,
  argocdServer,
} from '../../../cluster/argocd-server.ts';
import { type Cluster, kubectlCommand } from '../../../cluster/cluster.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { argocdUi as command } from './command.ts';

/** Service of the server of Argo CD. */
export interface ServiceObject extends KubernetesObject {
  readonly spec?: { readonly ports?: readonly { readonly port: number }[] };
}

interface SecretObject extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Secret with the initial password of Argo CD (its documentation, "Getting started"). */
const passwordSecret = 'argocd-initial-admin-secret';

/** Runs `infraforge argocd-ui`. */
export const run: Run<typeof command> = async (options, { connect, terminal, untilStopped }) => {
  const cluster = await connect(options);
  const service = await findObject<ServiceObject>(cluster, { kind: 'Service', name: argocdServer });
  const target = service && (await findTarget(cluster, service));
  if (target === undefined) {
    throw new NotInstalledError(
      `Argo CD has no server: namespace ${argocdNamespace} has no Service ${argocdServer}; ` +
        `run ${makeCommand('deploy-platform', cluster)}, or install Argo CD with its server`,
    );
  }
  const { port } = target;
  const forward = await cluster.portForward({ namespace: argocdNamespace, service: argocdServer, port });
  terminal.print(`Argo CD:   ${target.scheme}://127.0.0.1:${forward.port}`);
  for (const line of await loginLines(cluster, options.showPassword)) terminal.print(line);
  terminal.print('Press Ctrl-C to stop');
  await untilStopped();
  await forward.close();
  return exitCodes.done;
};

async function findTarget(
  cluster: Cluster,
  service: ServiceObject,
): Promise<{ scheme: string; port: number } | undefined> {
  const parameters = await cluster.find<ArgocdParameters>(argocdParameters);
  return uiTarget(service, argocdScheme(parameters) === 'http');
}

/** Returns the port of the server and the scheme of its URL. */
export function uiTarget(
  { spec }: ServiceObject,
  isInsecure: boolean,
): { scheme: string; port: number } | undefined {
  const ports = (spec?.ports ?? []).map(({ port }) => port);
  const port = ports.find((candidate) => candidate === (isInsecure ? 80 : 443)) ?? ports[0];
  return port === undefined ? undefined : { scheme: isInsecure ? 'http' : 'https', port };
}

async function loginLines(cluster: Cluster, showPassword: boolean): Promise<string[]> {
  const secret = await findObject<SecretObject>(cluster, { kind: 'Secret', name: passwordSecret });
  const encoded = secret?.data?.['password'];
  const user = 'User:      admin';
  if (encoded === undefined) {
    return [user, `Password:  the one you set; the initial one (Secret ${passwordSecret}) is deleted`];
  }
  if (showPassword) return [user, `Password:  ${Buffer.from(encoded, 'base64').toString()}`];
  const read = `${kubectlCommand(cluster)} --namespace=${argocdNamespace} get secret ${passwordSecret}`;
  return [
    user,
    `Password:  ${read} --output jsonpath='{.data.password}' | base64 -d`,
    '           or --show-password',
  ];
}

function findObject<T extends KubernetesObject>(
  cluster: Cluster,
  { kind, name }: { readonly kind: string; readonly name: string },
): Promise<T | undefined> {
  return cluster.find<T>({ apiVersion: 'v1', kind, namespace: argocdNamespace, name });
}
