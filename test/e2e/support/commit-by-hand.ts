import { join } from 'node:path';
import { run } from '../cluster/processes.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Clone of the state store, for a manual change. */
export interface Clone {
  readonly folder: string;
  /** Runs Git in the clone. Returns its standard output. */
  readonly git: (args: readonly string[]) => Promise<string>;
}

let clones = 0;

/**
 * Commits to the state store by hand, past Kratix. Returns the commit.
 * @param options.change changes the clone before the commit
 */
export async function commitByHand(
  scenario: Pick<Scenario, 'platform'>,
  { subject, change }: { subject: string; change: (clone: Clone) => Promise<unknown> },
): Promise<string> {
  const clone = await cloneStateStore(scenario);
  await change(clone);
  const { git } = clone;
  await git(['add', '--all']);
  await git(['commit', '--quiet', '--message', subject]);
  await waitUntil({
    what: `"${subject}" is pushed`,
    within: 30,
    probe: async () => {
      // Kratix may have pushed meanwhile
      await git(['pull', '--quiet', '--rebase']);
      await git(['push', '--quiet', 'origin', 'HEAD']);
      return true;
    },
  });
  return (await git(['rev-parse', 'HEAD'])).trim();
}

async function cloneStateStore({ platform }: Pick<Scenario, 'platform'>): Promise<Clone> {
  const { url, settings, branch } = platform.git;
  clones += 1;
  const folder = join(platform.cluster.folder, `by-hand-${clones}`);
  const config = settings.flatMap((setting) => ['--config', setting]);
  await run('git', ['clone', '--quiet', ...config, '--branch', branch, url, folder]);
  const somebody = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@localhost'];
  return { folder, git: (args) => run('git', ['-C', folder, ...somebody, ...args]) };
}
