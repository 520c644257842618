import { defineCommand } from '../../define-command.ts';
import { jsonFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge explain`. */
export const explain = defineCommand({
  name: 'explain',
  summary: 'Show what a type of service offers: versions, sizes, facts, backup',
  description:
    'Shows what a type of service offers: its versions and sizes, its address and credentials, the facts that an application gets, and its backup. Without a type, lists the types.',
  arguments: { type: { description: 'type of a service, such as postgresql' } },
  flags: jsonFlags,
  notes:
    'Needs no cluster. kubectl explain shows the fields of a request: kubectl explain applicationclaims.spec.components',
  examples: ['explain', 'explain postgresql', 'explain kafka --json'],
  exits: { done: 'the type is shown' },
});
