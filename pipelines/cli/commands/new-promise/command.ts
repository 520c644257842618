import { join } from 'node:path';
import { defineCommand } from '../../define-command.ts';
import { promisesFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge new-promise`. */
export const newPromise = defineCommand({
  name: 'new-promise',
  summary: 'Create a Promise: its definition, its chart and two cases',
  description: 'Creates a Promise: its definition, its chart, an accepted case and a refused case.',
  arguments: {
    name: { description: 'name of the Promise and of its folder, such as message-board', required: true },
  },
  flags: {
    promises: {
      ...promisesFlags.promises,
      default: ({ folder }) => join(folder, '..', 'promises'),
      defaultText: 'promises/ of the checkout',
    },
  },
  examples: ['new-promise message-board'],
  exits: { done: 'the files are written', cantCreate: 'a file cannot be written' },
});
