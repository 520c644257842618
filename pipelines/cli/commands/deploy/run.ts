import { readFileSync } from 'node:fs';
import type { Account } from '../../../../shared/argocd/repository-secret.ts';
import { isOutage, redact, UsageError } from '../../../../shared/errors.ts';
import type { Environment } from '../../../../shared/kratix/environment.ts';
import { choicesHint, nearest } from '../../../../shared/nearest.ts';
import { dnsLabel } from '../../../../shared/release/names.ts';
import { checkRegistryFlag, registryAccess } from '../../../charts/chart-edges.ts';
import { kubectlCommand, type NamedCluster } from '../../../cluster/cluster.ts';
import { deployPlatform } from '../../../cluster/deploy/deploy.ts';
import type {
  Deployed,
  DeployOptions,
  ExistingGit,
  ExistingRegistry,
} from '../../../cluster/deploy/deploy-options.ts';
import { parseGitURL } from '../../../cluster/deploy/git-url.ts';
import { gitea } from '../../../cluster/deploy/gitea-objects.ts';
import { webhookPath } from '../../../cluster/deploy/gitea-webhook.ts';
import type { PrintOption } from '../../../cluster/deploy/print-option.ts';
import { listPromises } from '../../../cluster/deploy/promises.ts';
import { type FinishedStep, type Report, StepError } from '../../../cluster/deploy/step.ts';
import { makeCommand } from '../../../cluster/make-command.ts';
import type { Verdict } from '../../../cluster/operate/finding.ts';
import { type ProgramFiles, platformFolder } from '../../built-in.ts';
import { type CommandContext, flagName, type OptionsOf, printFlag, type Run } from '../../define-command.ts';
import { exitCodeOfVerdict, exitCodes } from '../../exit-codes.ts';
import { withFileErrors } from '../../file-error.ts';
import { printJson } from '../../print-json.ts';
import type { Terminal } from '../../terminal.ts';
import { deploy as command } from './command.ts';

/** Options of `infraforge deploy`; none is a credential. */
export type DeployFlags = OptionsOf<typeof command>;

/** Prints a flag of `infraforge deploy` for messages. */
export const printDeployFlag: PrintOption = (key, value) => printFlag(command, key, value);

/** Runs `infraforge deploy`. */
export const run: Run<typeof command> = async (flags, context) => {
  const { terminal } = context;
  const options = await deployOptions(flags, context);
  try {
    const deployed = await deployPlatform(options);
    const verdict = getVerdict(deployed);
    const text = flags.json
      ? printJson(toResult(deployed, verdict))
      : redact(nextSteps(deployed, options.cluster));
    terminal.print(text, verdict);
    return exitCodeOfVerdict(verdict);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    terminal.complain(`\n${terminal.paint('red', '✗')} ${redact(error.message)}`);
    return exitCodes.defect;
  }
};

/** Returns the verdict: a platform whose BootstrapClaim is not delivered accepts no requests yet. */
function getVerdict({ answer }: Deployed): Verdict {
  if (answer?.failure === undefined) return 'done';
  return isOutage(answer.failure.reason) ? 'waiting' : 'refused';
}

function toResult({ git, charts, answer }: Deployed, verdict: Verdict): object {
  const { url, branch } = git;
  const bootstrapClaim = answer && { request: answer.request, message: answer.message };
  return { verdict, stateStore: { url, branch }, charts: charts.url, bootstrapClaim: bootstrapClaim ?? null };
}

/** Returns the options of a deployment from flags and the credentials in the environment. @throws UsageError */
export async function deployOptions(
  flags: DeployFlags,
  context: Pick<CommandContext, 'terminal' | 'environment' | 'connect'> & ProgramFiles,
): Promise<DeployOptions> {
  const { terminal, environment } = context;
  const git = await readGitOptions(flags, environment);
  const registry = await readRegistryOptions(flags, environment);
  return {
    cluster: await context.connect(flags),
    report: createReport(terminal, flags.json),
    printOption: printDeployFlag,
    promises: flags.promises,
    onlyPromises: readOnlyPromises(flags),
    platform: platformFolder(context),
    image: flags.image,
    images: { gitea: flags.giteaImage, registry: flags.registryImage },
    manifests: {
      certManager: flags.certManagerManifest,
      kratix: flags.kratixManifest,
      argocd: flags.argocdManifest,
    },
    git,
    registry,
    platformNamespace: readNamespace(flags),
    bootstrap: flags.bootstrap,
    timeoutSeconds: flags.timeout,
  };
}

/** Returns the Promises to install; undefined for all. @throws UsageError for an unknown one */
function readOnlyPromises({ promises, onlyPromises }: DeployFlags): readonly string[] | undefined {
  if (onlyPromises === undefined) return undefined;
  const names = onlyPromises.split(',').map((name) => name.trim());
  const known = listPromises(promises);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  const hint = choicesHint(nearest(unknown, known), { label: 'supported', choices: known.join(', ') });
  throw new UsageError(`Unknown Promise "${unknown}" in ${flagName('onlyPromises')}${hint}`);
}

function readNamespace({ platformNamespace }: DeployFlags): string | undefined {
  if (platformNamespace === undefined || dnsLabel.test(platformNamespace)) return platformNamespace;
  throw new UsageError(
    `Invalid ${flagName('platformNamespace')}: expected an RFC 1123 label, such as infraforge-platform`,
  );
}

async function readGitOptions(
  { gitUrl: url, gitBranch: branch, gitCa }: DeployFlags,
  environment: Environment,
): Promise<ExistingGit | undefined> {
  if (url === undefined) return undefined;
  if (parseGitURL(url) === undefined) {
    // the value is not shown, because it may contain a password
    const shape = 'https://host[:port]/organization/repository.git, without credentials';
    throw new UsageError(`Invalid ${flagName('gitUrl')}: expected ${shape}`);
  }
  const { GIT_USERNAME: username, GIT_PASSWORD: password } = environment;
  if (!username || !password) {
    throw new UsageError(`${flagName('gitUrl')} needs GIT_USERNAME and GIT_PASSWORD in the environment`);
  }
  const ca =
    gitCa === undefined
      ? undefined
      : await withFileErrors('read', `read ${flagName('gitCa')} "${gitCa}"`, () =>
          readFileSync(gitCa, 'utf8'),
        );
  const reader = readAccount('GIT_READ', environment);
  return { url, branch, writer: { username, password }, ca, ...(reader === undefined ? {} : { reader }) };
}

/**
 * Returns the account that Argo CD uses, from the environment; undefined if neither variable is set.
 *
 * @throws UsageError if only one of them is set
 */
function readAccount(prefix: 'GIT_READ' | 'REGISTRY', environment: Environment): Account | undefined {
  const names = [`${prefix}_USERNAME`, `${prefix}_PASSWORD`] as const;
  const [username, password] = names.map((name) => environment[name]);
  if (!username !== !password) {
    throw new UsageError(`Only one of ${names.join(' and ')} is set; set both or neither`);
  }
  return username && password ? { username, password } : undefined;
}

async function readRegistryOptions(
  { registry, plainHttp }: DeployFlags,
  environment: Environment,
): Promise<ExistingRegistry | undefined> {
  if (registry === undefined) return undefined;
  checkRegistryFlag(registry);
  const account = readAccount('REGISTRY', environment);
  return { url: registry, plainHTTP: plainHttp, access: await registryAccess(environment), account };
}

function createReport(terminal: Terminal, json: boolean): Report {
  const { paint } = terminal;
  const warning = (text: string): string => `           ${paint('yellow', '!')} ${redact(text)}`;
  return {
    begun: (name) => terminal.begin(`         ${name} …`),
    done: (step) => terminal.print(json ? printJson({ ...step }) : redact(printStep(step))),
    warn: (text) => terminal.print(json ? printJson({ warning: text }) : warning(text), 'waiting'),
  };
}

/** Returns a line such as `   4.2 s  Gitea: https://…`. */
export function printStep({ name, seconds, change, detail }: FinishedStep): string {
  const state = change === 'unchanged' ? ['unchanged'] : [];
  const text = [...state, ...(detail === undefined ? [] : [detail])].join(', ');
  return `${seconds.toFixed(1).padStart(7)} s  ${name}${text === '' ? '' : `: ${text}`}`;
}

/** Returns the result of a deployment and the next commands for a person. */
export function nextSteps({ git, charts, answer }: Deployed, cluster: NamedCluster): string {
  const isGitea = new URL(git.url).hostname === gitea.host;
  const failure = answer?.failure;
  return [
    '',
    failure
      ? `The platform is up, but its BootstrapClaim is not delivered: ${failure.message}`
      : 'The platform is up.',
    '',
    `  State store   ${git.url}, branch ${git.branch}`,
    `  Charts        ${charts.url}`,
    ...(answer === undefined ? [] : [`  ${answer.request}: ${answer.message}`]),
    '',
    'Next:',
    ...(answer === undefined ? ['  Cluster type      apply a BootstrapClaim'] : []),
    `  First request     ${kubectlCommand(cluster)} apply --server-side -f promises/application-claim/cases/example/input.yaml`,
    `  Its status        ${kubectlCommand(cluster)} get infraforge-requests`,
    `  Argo CD           ${makeCommand('argocd-ui', cluster)}`,
    ...(isGitea ? giteaSteps(kubectlCommand(cluster)) : webhookSteps()),
  ].join('\n');
}

function giteaSteps(kubectl: string): string[] {
  const { namespace, service, port, administrator } = gitea;
  return [
    `  Gitea             ${kubectl} --namespace=${namespace} port-forward service/${service} ${port}:${port}`,
    `                    user and password: Secret ${namespace}/${administrator}`,
  ];
}

function webhookSteps(): string[] {
  return [
    `  Webhook           add a push webhook to your Git server: the address of Argo CD with ${webhookPath}.`,
    '                    Without it, Argo CD notices a change after minutes (see "Webhook configuration" in its documentation).',
  ];
}
