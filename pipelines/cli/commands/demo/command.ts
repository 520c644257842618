import { defineCommand } from '../../define-command.ts';
import { promisesFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge demo`. */
export const demo = defineCommand({
  name: 'demo',
  summary: 'Run the pipeline on this machine: requests become commits',
  description:
    'Runs the pipeline on this machine. The charts go to an OCI registry on loopback, and the example requests become commits in a local Git state store, as Kratix writes them. Then one field changes, everything is applied again, a request is refused and one is deleted. Needs git.',
  arguments: {},
  flags: {
    dir: {
      value: 'folder',
      description: 'folder for the results; replaces those of an earlier demo',
      default: 'demo',
    },
    keepRunning: { description: 'keep the registry running until Ctrl-C' },
    ...promisesFlags,
  },
  examples: ['demo', 'demo --dir /tmp/infraforge --keep-running'],
  exits: {
    done: 'every step had the expected result',
    refused: 'git is not installed',
    cantCreate: 'the folder cannot be written',
  },
});
