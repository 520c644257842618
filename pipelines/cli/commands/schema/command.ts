import { defineCommand } from '../../define-command.ts';

/** Declaration of `infraforge schema`. */
export const schema = defineCommand({
  name: 'schema',
  summary: 'Print the JSON Schema of a kind of request, for editors',
  description:
    'Prints the JSON Schema (draft 7) with which an editor checks and completes requests. Without a kind, prints one schema for every kind of request.',
  arguments: { kind: { description: 'kind of the requests, or its Promise, plural or short name' } },
  flags: {},
  notes:
    'An editor cannot check rules across fields, other requests or the platform; infraforge validate does. "infraforge explain" lists the kinds.',
  examples: ['schema', 'schema ApplicationClaim', 'schema appc'],
  exits: { done: 'the schema is printed' },
});
