import { join } from 'node:path';
import { Command, type CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { redact } from '../../shared/errors.ts';
import type { DeployFlags } from './commands/deploy/deploy-command.ts';
import type { RenderFlags } from './commands/render/render-command.ts';
import { exitCodes } from './exit-codes.ts';
import { addPlatform, inCluster } from './platform-commands.ts';
import type { ProgramContext } from './program-context.ts';

/**
 * The `infraforge` command. What a command needs is loaded when it runs.
 *
 * @returns a command whose `parseAsync` throws CommanderError for help, the version and a wrong command line
 */
export function createProgram(context: ProgramContext): Command {
  const program = new Command('infraforge')
    .description('Turns requests for platform capabilities into Helm values and Argo CD Applications')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.print(text.trimEnd()),
      // what a person typed is repeated there
      writeErr: (text) => context.terminal.complain(redact(text.trimEnd())),
    })
    .showHelpAfterError('Try --help')
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', exitText);
  addRender(program, context);
  addDemo(program, context);
  addCharts(program, context);
  addNewPromise(program, context);
  addDeploy(program, context);
  addPlatform(program, context);
  return program;
}

/** The exit code of what commander throws: help and the version are answers. */
export function exitCodeOfCommander({ exitCode }: CommanderError): number {
  return exitCode === 0 ? exitCodes.done : exitCodes.usage;
}

const exitText = `
Exit codes:
  0   everything is delivered
  1   a fault of the program or the machine
  2   a request is refused: somebody must change something
  3   a registry did not answer, and nothing was refused: try again
  64  the command line makes no sense`;

function addRender(program: Command, context: ProgramContext): void {
  program
    .command('render')
    .summary('write what the pipeline would write for the requests in some files')
    .description(
      'Writes what the pipeline would write for the requests in some files, each to\n' +
        'OUT/<Kind>/<namespace>/<name>/{output,metadata}. The requests see each other as those of one platform,\n' +
        'and their order is their age. BootstrapClaims among them are rendered, and declare the platform too.\n' +
        'Free values keep every null that a file has; client-side "kubectl apply" drops nulls before they are\n' +
        'sent, so apply such a request with --server-side.',
    )
    .argument('<file...>', 'YAML files with any number of requests')
    .addOption(repeatable('--platform <file>', 'file with a delivered BootstrapClaim; any number of times'))
    .addOption(
      new Option('--charts <dir>', 'read charts only from this folder, at any depth').conflicts('registry'),
    )
    .option('--registry <url>', 'read charts only from this registry, oci://host[:port]/path')
    .option('--plain-http', 'speak to that registry without TLS; not needed on loopback')
    .requiredOption('--out <dir>', 'folder for what comes of the requests')
    .option('--json', 'print one line of JSON for each request')
    .addHelpText(
      'after',
      `
Without --charts and --registry the charts serve that the program carries.

Examples:
  infraforge render --platform bootstrap.yaml --out out shop.yaml
  infraforge render --out out bootstrap.yaml team-*.yaml
  infraforge render --platform bootstrap.yaml --charts promises --out out --json shop.yaml
${exitText}`,
    )
    .action(async (files: string[], flags: RenderFlags) => {
      const { runRender } = await import('./commands/render/render-command.ts');
      context.exit(await runRender(files, flags, { ...context, carried: join(context.folder, 'charts') }));
    });
}

function addDemo(program: Command, context: ProgramContext): void {
  program
    .command('demo')
    .summary('run the main job on this machine: requests become commits')
    .description(
      'Runs the main job on this machine: charts go to an OCI registry on loopback, the example requests become\n' +
        'commits in a Git state store, written as Kratix writes it. Then one field changes, everything is applied\n' +
        'again, a request is refused and one is deleted. Everything stays in one folder. Needs git.',
    )
    .option('--dir <dir>', 'folder for everything; what an earlier demo left there is replaced', 'demo')
    .option('--keep-running', 'leave the registry up until Ctrl-C')
    .addOption(promisesOption(context))
    .addHelpText(
      'after',
      '\nExamples:\n  infraforge demo\n  infraforge demo --dir /tmp/infraforge --keep-running',
    )
    .action(async (flags: { dir: string; promises: string; keepRunning?: boolean }) => {
      const { runDemo } = await import('./commands/demo/demo.ts');
      await runDemo(flags, context);
      context.exit(exitCodes.done);
    });
}

function addCharts(program: Command, context: ProgramContext): void {
  const charts = program
    .command('charts')
    .description('Packages, publishes and verifies the charts of the Promises');
  const load = () => import('./commands/charts/charts-command.ts');
  const plainHttp = '--plain-http';
  const plainHttpText = 'speak to it without TLS; not needed on loopback';

  charts
    .command('package')
    .description('Packages every chart: the same bytes on every machine')
    .option('--out <dir>', 'folder for the archives', join(context.folder, 'packages'))
    .addOption(promisesOption(context))
    .addHelpText('after', '\nExample:\n  infraforge charts package --out packages')
    .action(async (flags) => context.exit(await (await load()).runPackage(flags, { ...context, ...flags })));

  charts
    .command('push')
    .description(
      'Publishes every chart under its version, with the credentials that "docker login" left, or GITHUB_TOKEN\n' +
        'for ghcr.io',
    )
    .requiredOption('--registry <url>', 'folder of charts in a registry, oci://host[:port]/path')
    .option(plainHttp, plainHttpText)
    .option('--replace', 'let a version get other content')
    .addOption(promisesOption(context))
    .addHelpText('after', '\nExample:\n  infraforge charts push --registry oci://registry.example.com/charts')
    .action(async (flags) => context.exit(await (await load()).runPush(flags, { ...context, ...flags })));

  charts
    .command('verify')
    .description('Compares the charts with charts.lock and, where one is given, with a registry')
    .option('--registry <url>', 'folder of charts in a registry, oci://host[:port]/path')
    .option(plainHttp, plainHttpText)
    .addOption(promisesOption(context))
    .addHelpText('after', '\nExample:\n  infraforge charts verify --registry oci://ghcr.io/acme')
    .action(async (flags) => context.exit(await (await load()).runVerify(flags, { ...context, ...flags })));
}

function addNewPromise(program: Command, context: ProgramContext): void {
  program
    .command('new-promise')
    .description('Begins a Promise: its definition, its chart, an accepted and a refused case')
    .argument('<name>', 'folder and name of the Promise, such as message-board')
    .addOption(promisesOption(context))
    .addHelpText('after', '\nExample:\n  infraforge new-promise message-board && make generate golden test')
    .action(async (name: string, { promises }: { promises: string }) => {
      const { newPromise } = await import('./commands/new-promise/new-promise.ts');
      const templates = join(
        context.folder,
        '..',
        'pipelines',
        'cli',
        'commands',
        'new-promise',
        'templates',
      );
      const { files, next } = await newPromise(name, { promises, templates });
      for (const file of files) context.terminal.print(`${context.terminal.paint('green', '✓')} ${file}`);
      context.terminal.print(`\n${next}`);
      context.exit(exitCodes.done);
    });
}

function addDeploy(program: Command, context: ProgramContext): void {
  inCluster(program.command('deploy'))
    .summary('bring up everything that stands on a Kubernetes cluster')
    .description(
      'Brings up everything that stands on a cluster: cert-manager and Kratix, Argo CD, Git and a registry where the\n' +
        'cluster has none, the charts, the state store, the Promises with their admission policies, and a first\n' +
        'BootstrapClaim. What is there already is kept, so it can be repeated. Needs kubectl, and openssl for Gitea.',
    )
    .option('--kubectl <program>', 'default: the first on the PATH')
    .option('--image <name>', "the container's image; default: the one that the Promises name")
    .option('--git-url <url>', 'a repository that is there already, https://host/organization/repository.git')
    .option('--git-branch <name>', 'its branch, with one commit at least; default: main')
    .option('--git-ca <file>', "PEM of the authority of its server's certificate, where it is a private one")
    .option('--registry <url>', 'a registry that is there already, oci://host[:port]/path')
    .option('--plain-http', 'speak to that registry without TLS')
    .addOption(
      new Option('--bootstrap <file>', 'apply this BootstrapClaim as it is; default: the example, once'),
    )
    .option('--no-bootstrap', 'apply no BootstrapClaim')
    .option('--gitea-image <name>', 'in place of the one of kind/versions.json')
    .option('--registry-image <name>', 'in place of the one of kind/versions.json')
    .option('--cert-manager-manifest <file>', 'path or URL, such as of a mirror')
    .option('--kratix-manifest <file>', 'path or URL, such as of a mirror')
    .option('--argocd-manifest <file>', 'path or URL, such as of a mirror')
    .option('--timeout <seconds>', 'longest wait for one thing', '600')
    .addOption(promisesOption(context))
    .addHelpText(
      'after',
      `
Credentials come from the environment: GIT_USERNAME and GIT_PASSWORD for --git-url, REGISTRY_USERNAME and
REGISTRY_PASSWORD for Argo CD at --registry; charts are pushed with those that "docker login" left.

Examples:
  infraforge deploy
  infraforge deploy --context kind-platform-dev --image ghcr.io/you/infraforge:1.0.0
  infraforge deploy --git-url https://git.example.com/platform/state-store.git --registry oci://registry.example.com/charts

Exit codes:
  ${exitCodes.done}   the platform is up, and its BootstrapClaim delivered
  ${exitCodes.defect}   a step failed, and says what to do; what is done stays done
  ${exitCodes.refused}   the platform is up, and its BootstrapClaim refused
  ${exitCodes.retry}   the platform is up, and its BootstrapClaim waits for a registry or the API server
  ${exitCodes.usage}  the command line makes no sense`,
    )
    .action(async (flags: DeployFlags & { readonly bootstrap?: string | boolean }) => {
      const { runDeploy } = await import('./commands/deploy/deploy-command.ts');
      context.exit(await runDeploy(flags, context));
    });
}

function promisesOption({ folder }: ProgramContext): Option {
  return new Option('--promises <dir>', 'folder of the Promises').default(
    join(folder, '..', 'promises'),
    'the promises/ of the checkout',
  );
}

/** An option that takes one value each time, so that it never swallows the files that follow it. */
function repeatable(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], 'none');
}
