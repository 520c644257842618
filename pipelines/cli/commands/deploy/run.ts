import { existsSync, readFileSync } from 'node:fs';
import { isOutage, redact, UsageError } from '../../../../shared/errors.ts';
import type { Environment } from '../../../../shared/kratix/environment.ts';
import { checkRegistryFlag, registryAccess } from '../../../charts/chart-edges.ts';
import { webhookPath } from '../../../cluster/deploy/argocd-access.ts';
import {
  type Deployed,
  type DeployOptions,
  deployPlatform,
  type ExistingGit,
  type ExistingRegistry,
} from '../../../cluster/deploy/deploy.ts';
import { parseGitURL } from '../../../cluster/deploy/git-url.ts';
import { gitea } from '../../../cluster/deploy/gitea-objects.ts';
import { type Report, StepError, type TakenStep } from '../../../cluster/deploy/step.ts';
import { Kubectl } from '../../../cluster/kubectl.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import type { CommandContext, OptionsOf, Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Terminal } from '../../terminal.ts';
import type { deploy as command } from './command.ts';

/** Options of `infraforge deploy`; none is a credential. */
export type DeployFlags = OptionsOf<typeof command>;

/** Runs `infraforge deploy`. */
export const run: Run<typeof command> = async (flags, context) => {
  const { terminal } = context;
  const options = await deployOptions(flags, context);
  try {
    const deployed = await deployPlatform(options);
    terminal.print(nextSteps(deployed, options.kubectl));
    return exitCodeOfAnswer(deployed);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    terminal.complain(`\n${terminal.paint('red', '✗')} ${redact(error.message)}`);
    return exitCodes.defect;
  }
};

/** A platform that is up, and whose BootstrapClaim is not delivered, takes no requests yet. */
function exitCodeOfAnswer({ answer }: Deployed): number {
  if (answer?.failure === undefined) return exitCodes.done;
  return isOutage(answer.failure.reason) ? exitCodes.retry : exitCodes.refused;
}

/** What is to be deployed, by flags and the credentials in the environment. @throws UsageError */
export async function deployOptions(
  flags: DeployFlags,
  { terminal, environment }: Pick<CommandContext, 'terminal' | 'environment'>,
): Promise<DeployOptions> {
  const { kubeconfig, context, kubectl: program } = flags;
  return {
    kubectl: new Kubectl({ kubeconfig, context, ...(program === undefined ? {} : { program }) }),
    report: reportTo(terminal),
    promises: flags.promises,
    image: flags.image,
    images: { gitea: flags.giteaImage, registry: flags.registryImage },
    manifests: {
      certManager: flags.certManagerManifest,
      kratix: flags.kratixManifest,
      argocd: flags.argocdManifest,
    },
    git: existingGit(flags, environment),
    registry: await existingRegistry(flags, environment),
    bootstrap: flags.bootstrap,
    within: flags.timeout,
  };
}

function existingGit(
  { gitUrl: url, gitBranch: branch, gitCa }: DeployFlags,
  environment: Environment,
): ExistingGit | undefined {
  if (url === undefined) return undefined;
  if (parseGitURL(url) === undefined) {
    // not quoted, because it may hold a password
    const shape = 'https://host[:port]/organization/repository.git, without credentials';
    throw new UsageError(`--git-url takes ${shape}: Kratix writes over HTTPS`);
  }
  const { GIT_USERNAME: username, GIT_PASSWORD: password } = environment;
  if (!username || !password) {
    throw new UsageError('--git-url needs GIT_USERNAME and GIT_PASSWORD in the environment');
  }
  if (gitCa !== undefined && !existsSync(gitCa))
    throw new UsageError(`There is no file "${gitCa}" (--git-ca)`);
  const ca = gitCa === undefined ? undefined : readFileSync(gitCa, 'utf8');
  return { url, branch, username, password, ca };
}

async function existingRegistry(
  { registry, plainHttp }: DeployFlags,
  environment: Environment,
): Promise<ExistingRegistry | undefined> {
  if (registry === undefined) return undefined;
  checkRegistryFlag(registry);
  const { REGISTRY_USERNAME: username, REGISTRY_PASSWORD: password } = environment;
  if (!username !== !password) {
    throw new UsageError('REGISTRY_USERNAME and REGISTRY_PASSWORD go together: one of them is not set');
  }
  return {
    url: registry,
    plainHTTP: plainHttp,
    access: await registryAccess(environment),
    account: username && password ? { username, password } : undefined,
  };
}

function reportTo(terminal: Terminal): Report {
  return {
    begun: (name) => terminal.begin(`         ${name} …`),
    done: (step) => terminal.print(redact(printStep(step))),
    warn: (text) => terminal.print(`           ${terminal.paint('yellow', '!')} ${redact(text)}`),
  };
}

/** A line such as `   4.2 s  Gitea: https://…`. */
export function printStep({ name, seconds, change, detail }: TakenStep): string {
  const state = change === 'unchanged' ? ['already there'] : [];
  const text = [...state, ...(detail === undefined ? [] : [detail])].join(', ');
  return `${seconds.toFixed(1).padStart(7)} s  ${name}${text === '' ? '' : `: ${text}`}`;
}

/** What a person does next, and how they see what there is. */
export function nextSteps({ git, charts, answer }: Deployed, kubectl: Kubectl): string {
  const isGitea = new URL(git.url).hostname === gitea.host;
  const failure = answer?.failure;
  return [
    '',
    failure ? `The BootstrapClaim is not delivered: ${failure.message}` : 'The platform is up.',
    '',
    `  State store   ${git.url}, branch ${git.branch}`,
    `  Charts        ${charts.url}`,
    ...(answer === undefined ? [] : [`  ${answer.request}: ${answer.message}`]),
    '',
    'Next:',
    ...(answer === undefined ? ['  declare a cluster type: apply a BootstrapClaim'] : []),
    `  a first request   ${kubectl.command} apply --server-side -f promises/application-claim/cases/example/input.yaml`,
    `  what became of it ${kubectl.command} get infraforge-requests`,
    `  Argo CD           ${makeCommand('argocd-ui', kubectl)}`,
    ...(isGitea ? giteaSteps(kubectl.command) : webhookSteps()),
  ].join('\n');
}

function giteaSteps(kubectl: string): string[] {
  const { namespace, service, port, administrator } = gitea;
  return [
    `  Gitea             ${kubectl} --namespace=${namespace} port-forward service/${service} ${port}:${port}`,
    `                    user and password: Secret ${namespace}/${administrator}`,
  ];
}

/** Without it a change takes minutes to be noticed. */
function webhookSteps(): string[] {
  return [
    `  Webhook           have your Git server tell ${webhookPath} of Argo CD's address of every push,`,
    '                    or a change takes minutes to be noticed (Argo CD documentation, "Webhook configuration")',
  ];
}
