import { defineCommand } from '../../define-command.ts';
import { jsonFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge version`. */
export const version = defineCommand({
  name: 'version',
  summary: 'Print the version of the program, of Node and of the built-in charts',
  description:
    'Prints the version of the program, of Node, and of each chart that is built into the program.',
  arguments: {},
  flags: jsonFlags,
  examples: ['version', 'version --json'],
  exits: { done: 'the versions are printed' },
});
