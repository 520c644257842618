import { defineCommand } from '../../define-command.ts';
import { jsonFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge explain`. */
export const explain = defineCommand({
  name: 'explain',
  summary: 'Show the kinds of requests with their fields, and what each type of service offers',
  description:
    'Shows the fields of a kind of request, or one field with those below it. For a service also shows its versions and sizes, its address and credentials, the facts that an application gets, and its backup. Without a name, lists the kinds of requests and the types of services.',
  arguments: {
    name: {
      description:
        'kind of request, also its plural or short name, or type of service; a field follows after a dot',
    },
  },
  flags: jsonFlags,
  notes: 'Needs no cluster. On a cluster, kubectl explain postgresqls.spec.storage shows the same fields.',
  examples: [
    'explain',
    'explain ApplicationClaim',
    'explain applicationclaim.applications.image',
    'explain postgresql',
    'explain postgresql.storage',
    'explain kafka --json',
  ],
  exits: { done: 'the name is explained' },
});
