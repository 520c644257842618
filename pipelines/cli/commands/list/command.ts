import { defineCommand } from '../../define-command.ts';
import { clusterFlags, jsonFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge list`. */
export const list = defineCommand({
  name: 'list',
  summary: 'List the Promises, the requests and the environments',
  description: 'Lists the Promises, the requests with their messages, and the environments of the platform.',
  arguments: {},
  flags: { ...clusterFlags, ...jsonFlags },
  examples: ['list'],
  exits: {
    done: 'every Promise is available',
    refused: 'no Promise is installed',
    retry: 'a Promise is not available yet, or the cluster did not answer',
  },
});
