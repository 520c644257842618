import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { gitIn } from '../../../pipelines/stand-in/kratix/git.ts';
import { definitions } from '../../../promises/index.ts';
import { Processes } from '../../e2e/cluster/processes.ts';
import { step } from '../../e2e/cluster/step.ts';
import { projectFolder, promisesFolder, readInput } from '../../support/cases.ts';
import { formValues } from './form-values.ts';
import { startGitHost } from './git-host.ts';
import { PortalUser } from './portal-user.ts';
import { startApiServer } from './start-api-server.ts';
import { type Backstage, bundlePortal, startBackstage } from './start-backstage.ts';
import { startPlatform } from './start-platform.ts';

/** The portal that the tests use. */
export interface Portal extends Pick<Backstage, 'backendURL' | 'frontEndURL' | 'token'> {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Folder of the state store. */
  readonly stateStore: string;
  /** Answer to the BootstrapClaim that the template sent. */
  readonly answer: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    portal: Portal;
  }
}

const folder = join(projectFolder, '.cache/backstage-run');

/**
 * Starts Backstage beside an API server with a platform that answers requests. If `make backstage` found that this
 * machine cannot run the tests, provides nothing, and the tests are skipped.
 */
export default async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env['BACKSTAGE_SKIP']) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const ends: (() => unknown)[] = [];
  const teardown = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    provide('portal', await start(ends));
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

/**
 * Starts the API server, the platform, the Git host and Backstage.
 * @param ends receives a function for each of them that ends it, in the order of their start
 */
async function start(ends: (() => unknown)[]): Promise<Portal> {
  const processes = new Processes(join(folder, 'logs'));
  ends.push(() => processes.stop());
  const bundle = bundlePortal(folder);
  // A failure is reported where the bundle is awaited.
  bundle.catch(() => undefined);
  const api = await step('API server with the Promises', () => startApiServer(folder, processes));
  const platform = await startPlatform(folder, api);
  ends.push(platform.stop);
  const stateStore = platform.stateStore.folder;
  const gitHost = await startGitHost({ infraforge: await promisesRepository(), 'state-store': stateStore });
  ends.push(gitHost.close);
  const backstage = await step('Backstage is ready', () =>
    startBackstage({ folder, bundle, processes, platform: api, gitHost }),
  );
  ends.push(backstage.close);
  const { backendURL, frontEndURL, token } = backstage;
  const answer = await step('the platform is declared', () => declarePlatform(backstage));
  return { backendURL, frontEndURL, token, stateStore, kubeconfig: api.kubeconfig, answer };
}

/** Sends the example of a platform, with the entities of its requests, by its template. */
async function declarePlatform(backstage: Backstage): Promise<string> {
  const user = await PortalUser.signIn(backstage);
  const { metadata, spec } = readInput({ folder: join(promisesFolder, 'bootstrap-claim/cases/example') });
  const { name, namespace = '' } = metadata;
  await user.waitForEntity(['template', 'bootstrap-claim']);
  const form = formValues('bootstrap-claim', {
    name,
    namespace,
    spec: { ...(spec as object), catalog: true },
  });
  return (await user.run('bootstrap-claim', form)).message;
}

/** Returns the folder of a repository with what Backstage reads of the Promises. */
async function promisesRepository(): Promise<string> {
  const repository = join(folder, 'infraforge');
  for (const { name } of definitions) {
    const path = join(name, 'generated/backstage');
    cpSync(join(promisesFolder, path), join(repository, 'promises', path), { recursive: true });
  }
  const template = 'delete-template.yaml';
  cpSync(join(promisesFolder, template), join(repository, 'promises', template));
  const git = gitIn(repository, { name: 'test', email: 'test@localhost' });
  await git(['init', '--quiet', '--template=', '--initial-branch=main']);
  await git(['add', '.']);
  await git(['commit', '--quiet', '--message', 'Promises']);
  return repository;
}
