import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { redact } from '../../shared/errors.ts';
import { Kubectl, KubectlError } from '../cluster/kubectl.ts';
import type { Selection } from '../cluster/operate/requests.ts';
import type { ReconcileFlags } from './commands/reconcile/reconcile-command.ts';
import type { StatusFlags } from './commands/status/status-command.ts';
import { exitCodes } from './exit-codes.ts';
import type { ProgramContext } from './program-context.ts';

interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The commands by which a person looks after a platform; each needs kubectl and a cluster. */
export function addPlatform(program: Command, context: ProgramContext): void {
  addStatus(program, context);
  addGitopsStatus(program, context);
  addList(program, context);
  addLogs(program, context);
  addReconcile(program, context);
  addArgocdUi(program, context);
}

function addStatus(program: Command, context: ProgramContext): void {
  selecting(program.command('status'))
    .summary('each request: delivered, in Git, synced; each locked chart: in the registry')
    .description(
      'Says of each request whether it is delivered (its own status), in Git (the commit of its WorkPlacement) and\n' +
        'synced (its Applications), and of each locked chart whether the registry of the platform has it. What is\n' +
        'not in order has its reason below it. While Kratix writes, a WorkPlacement still names its commit before.\n' +
        'A registry inside the cluster is asked by way of "kubectl port-forward".',
    )
    .option('--json', 'print one line of JSON')
    .addHelpText(
      'after',
      exits({
        examples: ['status', 'status shop --namespace team-a', 'status --context kind-platform-dev --json'],
        done: 'everything is delivered, in Git and synced, and the charts are there',
        refused: 'something is refused, failing or missing: somebody must change something',
        waiting: 'something is on its way, or could not be asked',
      }),
    )
    .action((name: string | undefined, flags: ClusterFlags & StatusFlags) =>
      withCluster(flags, context, async (kubectl) => {
        const { runStatus } = await import('./commands/status/status-command.ts');
        const promises = join(context.folder, '..', 'promises');
        return runStatus({ ...flags, name }, { ...context, kubectl, promises });
      }),
    );
}

function addGitopsStatus(program: Command, context: ProgramContext): void {
  inCluster(program.command('gitops-status'))
    .summary("Kratix's way to Git and Argo CD's way from there, with what to do next")
    .description(
      'Shows the GitStateStores and Destinations, what of Kratix is not written, infraforge-root, the roots of each\n' +
        'cluster type and every Application: sync, health, commit, and below what is not in order its message and\n' +
        'what to do. Health alone says nothing: an Application that cannot be rendered counts as healthy.',
    )
    .addHelpText(
      'after',
      exits({
        examples: ['gitops-status', 'gitops-status --context kind-platform-dev'],
        done: 'everything is written, synced and healthy',
        refused: 'something is failing or missing: somebody must change something',
        waiting: 'something is on its way, or could not be asked',
      }),
    )
    .action((flags: ClusterFlags) =>
      withCluster(flags, context, async (kubectl) => {
        const { runGitopsStatus } = await import('./commands/gitops-status/gitops-status-command.ts');
        return runGitopsStatus({ ...context, kubectl });
      }),
    );
}

function addList(program: Command, context: ProgramContext): void {
  inCluster(program.command('list'))
    .summary('what can be requested, what is requested, and where it can land')
    .description('Lists the Promises, the requests with what they say, and the environments of the platform.')
    .addHelpText(
      'after',
      exits({
        examples: ['list'],
        done: 'every Promise is available',
        refused: 'no Promise is installed',
        waiting: 'a Promise is not available yet, or the cluster could not be asked',
      }),
    )
    .action((flags: ClusterFlags) =>
      withCluster(flags, context, async (kubectl) => {
        const { runList } = await import('./commands/list/list-command.ts');
        return runList({ ...context, kubectl });
      }),
    );
}

function addLogs(program: Command, context: ProgramContext): void {
  inCluster(program.command('logs'))
    .summary('what the newest run of a request said')
    .description(
      'Shows what a request says of its last run, and the log of our container in the newest pod of its pipeline.',
    )
    .argument('<name>', 'name of the request')
    .option('--kind <kind>', 'its kind, where two have one name')
    .option('--namespace <namespace>', 'its namespace, where two have one name')
    .addHelpText(
      'after',
      exits({
        examples: ['logs shop', 'logs shop --kind ApplicationClaim --namespace team-a'],
        done: 'the log is shown',
        refused: 'no Promise is installed',
        waiting: 'there is no log: its pod is gone or has not started, or the cluster could not be asked',
      }),
    )
    .action((name: string, flags: ClusterFlags & Selection) =>
      withCluster(flags, context, async (kubectl) => {
        const { runLogs } = await import('./commands/logs/logs-command.ts');
        return runLogs({ ...flags, name }, { ...context, kubectl });
      }),
    );
}

function addReconcile(program: Command, context: ProgramContext): void {
  selecting(program.command('reconcile'))
    .summary('have requests run again, those that wait or are suspended too')
    .description(
      'Has every request run again, or those that are named: those that Kratix leaves alone when a Promise changes\n' +
        '(suspended, waiting for a retry) too. What comes out the same is no commit.',
    )
    .option('--wait', 'wait until each has run again, and say what came of it')
    .option('--timeout <seconds>', 'how long to wait', seconds, 600)
    .addHelpText(
      'after',
      exits({
        examples: [
          'reconcile --wait',
          'reconcile shop',
          'reconcile --kind ApplicationClaim --namespace team-a',
        ],
        done: 'all of them run again; with --wait: and are delivered',
        refused: 'with --wait: something is refused',
        waiting: 'one could not be told to; with --wait: has not run again in time, or waits for a retry',
      }),
    )
    .action((name: string | undefined, flags: ClusterFlags & ReconcileFlags) =>
      withCluster(flags, context, async (kubectl) => {
        const { runReconcile } = await import('./commands/reconcile/reconcile-command.ts');
        return runReconcile({ ...flags, name }, { ...context, kubectl });
      }),
    );
}

function addArgocdUi(program: Command, context: ProgramContext): void {
  inCluster(program.command('argocd-ui'))
    .summary("reach Argo CD's pages from this machine until Ctrl-C")
    .description("Makes Argo CD's server reachable on loopback until Ctrl-C, and says how to log in.")
    .option('--show-password', 'print the initial password too')
    .addHelpText(
      'after',
      exits({
        examples: ['argocd-ui', 'argocd-ui --show-password'],
        done: 'ended by Ctrl-C',
        refused: 'Argo CD has no server there',
        waiting: 'the cluster could not be asked, or the way to the server broke',
      }),
    )
    .action((flags: ClusterFlags & { showPassword?: boolean }) =>
      withCluster(flags, context, async (kubectl) => {
        const { runArgocdUi } = await import('./commands/argocd-ui/argocd-ui-command.ts');
        return runArgocdUi(flags, { ...context, kubectl });
      }),
    );
}

function selecting(command: Command): Command {
  return inCluster(command)
    .argument('[name]', 'only requests of this name')
    .option('--kind <kind>', 'only those of this kind')
    .option('--namespace <namespace>', 'only those in this namespace');
}

/** A command about a cluster: which one. */
export function inCluster(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'as kubectl takes it; default: as kubectl finds it')
    .option('--context <name>', 'of the kubeconfig; default: its current one');
}

function exits(text: { examples: string[]; done: string; refused: string; waiting: string }): string {
  const examples = text.examples.map((example) => `  infraforge ${example}`).join('\n');
  return `
Examples:
${examples}

Exit codes:
  ${exitCodes.done}   ${text.done}
  ${exitCodes.defect}   a fault of the program or the machine
  ${exitCodes.refused}   ${text.refused}
  ${exitCodes.retry}   ${text.waiting}
  ${exitCodes.usage}  the command line makes no sense, or no request is as it says`;
}

function seconds(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Expected seconds, a whole number.');
  return Number(text);
}

/** A cluster that cannot be asked is told in words. */
async function withCluster(
  flags: ClusterFlags,
  { terminal, exit }: ProgramContext,
  command: (kubectl: Kubectl) => Promise<number>,
): Promise<void> {
  try {
    exit(await command(new Kubectl({ kubeconfig: flags.kubeconfig, context: flags.context })));
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    terminal.complain(redact(error.message));
    exit(exitCodes.retry);
  }
}
