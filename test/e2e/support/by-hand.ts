import { join } from 'node:path';
import { run } from '../cluster/processes.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** A clone of the state store, for somebody who changes it. */
export interface Clone {
  readonly folder: string;
  /** Runs Git in it. @returns its standard output */
  readonly git: (args: readonly string[]) => Promise<string>;
}

let clones = 0;

/**
 * Commits to the state store by hand, past Kratix, with the credentials that there are for it.
 * @param change what is done in the clone before it is committed
 * @returns the commit
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
  const { url, authority, branch } = platform.git;
  clones += 1;
  const folder = join(platform.cluster.folder, `by-hand-${clones}`);
  const trust = ['--config', `http.sslCAInfo=${authority}`];
  await run('git', ['clone', '--quiet', ...trust, '--branch', branch, url, folder]);
  const somebody = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@localhost'];
  return { folder, git: (args) => run('git', ['-C', folder, ...somebody, ...args]) };
}
