import { defineCommand } from '../../define-command.ts';
import { requestArguments, requestExits, requestFlags, requestNotes } from './request-flags.ts';

/** Declaration of `infraforge render`. */
export const render = defineCommand({
  name: 'render',
  summary: 'Write the output of the pipeline for the requests in files',
  description:
    'Writes the output of the pipeline for the requests in files, each to <out>/<Kind>/<namespace>/<name>/{output,metadata}. A refused request has its reasons in metadata/status.yaml.',
  arguments: requestArguments,
  flags: {
    out: { value: 'folder', description: 'folder for the results', required: true },
    ...requestFlags,
  },
  notes: `${requestNotes} Free values keep every null of a file. Client-side "kubectl apply" drops nulls, so apply such a request with --server-side.`,
  examples: [
    'render --platform bootstrap.yaml --out out shop.yaml',
    'render --out out bootstrap.yaml team-*.yaml',
    'render --platform bootstrap.yaml --charts promises --out out --json shop.yaml',
  ],
  exits: { ...requestExits, cantCreate: 'the results cannot be written' },
});
