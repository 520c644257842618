import { argocdNamespace } from '../../../../shared/argocd/application.ts';
import { NotInstalledError } from '../../../../shared/errors.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import { argocdServer, readArgocdScheme } from '../../../cluster/argocd-server.ts';
import type { Kubectl } from '../../../cluster/kubectl.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import { openCluster } from '../../cluster-context.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { argocdUi as command } from './command.ts';

/** The Service of Argo CD's server. */
export interface ServiceObject extends KubernetesObject {
  readonly spec?: { readonly ports?: readonly { readonly port: number }[] };
}

interface SecretObject extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Names that Argo CD's own installation gives (Argo CD, "Getting started"). */
const names = {
  server: argocdServer,
  password: 'argocd-initial-admin-secret',
} as const;

/** Runs `infraforge argocd-ui`. */
export const run: Run<typeof command> = async (options, { terminal, untilStopped }) => {
  const kubectl = openCluster(options);
  const service = await findObject<ServiceObject>(kubectl, ['service', names.server]);
  const target = service && (await targetOf(kubectl, service));
  if (target === undefined) {
    throw new NotInstalledError(
      `Argo CD has no server here: there is no Service ${names.server} in namespace ${argocdNamespace}; ` +
        `run ${makeCommand('deploy-platform', kubectl)}, or install Argo CD with its server`,
    );
  }
  const forward = await kubectl.portForward(`service/${names.server}`, {
    namespace: argocdNamespace,
    port: target.port,
  });
  terminal.print(`Argo CD:   ${target.scheme}://127.0.0.1:${forward.port}`);
  for (const line of await login(kubectl, options.showPassword)) terminal.print(line);
  terminal.print('Ctrl-C ends it');
  const end = await Promise.race([untilStopped(), forward.ended]);
  await forward.close();
  if (typeof end !== 'string') return exitCodes.done;
  terminal.complain(`The way to Argo CD is gone: ${end || 'kubectl ended'}; run it again`);
  return exitCodes.retry;
};

async function targetOf(
  kubectl: Kubectl,
  service: ServiceObject,
): Promise<{ scheme: string; port: number } | undefined> {
  return uiTarget(service, (await readArgocdScheme(kubectl)) === 'http');
}

/** The port to reach the server by, and how to speak to it. */
export function uiTarget(
  { spec }: ServiceObject,
  isInsecure: boolean,
): { scheme: string; port: number } | undefined {
  const ports = (spec?.ports ?? []).map(({ port }) => port);
  const port = ports.find((candidate) => candidate === (isInsecure ? 80 : 443)) ?? ports[0];
  return port === undefined ? undefined : { scheme: isInsecure ? 'http' : 'https', port };
}

async function login(kubectl: Kubectl, showPassword: boolean): Promise<string[]> {
  const secret = await findObject<SecretObject>(kubectl, ['secret', names.password]);
  const encoded = secret?.data?.['password'];
  const user = 'User:      admin';
  if (encoded === undefined) {
    return [user, `Password:  Secret ${names.password} is gone, as it should be once somebody set another`];
  }
  if (showPassword) return [user, `Password:  ${Buffer.from(encoded, 'base64').toString()}`];
  const read = `${kubectl.command} --namespace=${argocdNamespace} get secret ${names.password}`;
  return [
    user,
    `Password:  ${read} --output jsonpath='{.data.password}' | base64 -d`,
    '           or --show-password',
  ];
}

function findObject<T extends KubernetesObject>(
  kubectl: Kubectl,
  args: readonly string[],
): Promise<T | undefined> {
  return kubectl.find<T>([...args, `--namespace=${argocdNamespace}`]);
}
