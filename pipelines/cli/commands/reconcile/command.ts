import { defineCommand } from '../../define-command.ts';
import { clusterFlags, jsonFlags, quietFlags, selectionFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge reconcile`. */
export const reconcile = defineCommand({
  name: 'reconcile',
  summary: 'Run requests again, including suspended ones',
  description:
    'Runs every request again, or the selected ones, including those that are suspended or waiting for a retry: Kratix does not run these again when a Promise changes. A run with the same result makes no commit. Also starts the syncs of these requests that Argo CD has given up.',
  arguments: { name: { description: 'only requests of this name' } },
  flags: {
    ...selectionFlags,
    wait: { description: 'wait until each request has run again, and show its result' },
    timeout: { value: 'seconds', description: 'maximum wait', integer: true, default: 600 },
    ...clusterFlags,
    ...jsonFlags,
    ...quietFlags,
  },
  examples: ['reconcile --wait', 'reconcile shop', 'reconcile --kind ApplicationClaim --namespace team-a'],
  exits: {
    done: 'all requests run again; with --wait, all of them are delivered',
    refused: 'with --wait, a request is refused',
    retry: 'a request could not be started; with --wait, it has not run again in time or waits for a retry',
  },
});
