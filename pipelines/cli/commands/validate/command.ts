import { defineCommand } from '../../define-command.ts';
import { requestArguments, requestExits, requestFlags, requestNotes } from '../render/request-flags.ts';

/** Declaration of `infraforge validate`. */
export const validate = defineCommand({
  name: 'validate',
  summary: 'Check the requests in files and write nothing',
  description:
    'Checks the requests in files as the pipeline does, and prints each problem with its path. Writes nothing.',
  arguments: requestArguments,
  flags: requestFlags,
  notes: requestNotes,
  examples: [
    'validate --platform bootstrap.yaml shop.yaml',
    'validate --platform bootstrap.yaml --recursive requests',
    'validate --platform bootstrap.yaml --quiet -f -',
  ],
  exits: requestExits,
});
