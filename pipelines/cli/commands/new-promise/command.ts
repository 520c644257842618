import { join } from 'node:path';
import { defineCommand } from '../../define-command.ts';
import { promisesFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge new-promise`. */
export const newPromise = defineCommand({
  name: 'new-promise',
  summary: 'Create a Promise or a platform service: its definition, its chart and its cases',
  description:
    'Creates a Promise: its definition, its chart, two accepted cases and a refused case. With --service, creates a platform service instead, which is a type in requests and a kind of its own.',
  arguments: {
    name: {
      description: 'name of the Promise or service, and of its folder, such as message-board',
      required: true,
    },
  },
  flags: {
    kind: {
      value: 'kind',
      description: 'kind of the workload: CronJob, Deployment, Job or StatefulSet',
      default: 'Deployment',
    },
    service: { description: 'create a platform service with an operator', conflicts: ['kind'] },
    promises: {
      ...promisesFlags.promises,
      default: ({ folder }) => join(folder, '..', 'promises'),
      defaultText: 'promises/ of the checkout',
    },
  },
  examples: [
    'new-promise message-board',
    'new-promise report --kind CronJob',
    'new-promise memcached --service',
  ],
  exits: { done: 'the files are written', cantCreate: 'a file cannot be written' },
});
