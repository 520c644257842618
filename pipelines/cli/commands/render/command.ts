import { defineCommand } from '../../define-command.ts';
import { plainHttpFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge render`. */
export const render = defineCommand({
  name: 'render',
  summary: 'Write what the pipeline would write for the requests in some files',
  description:
    'Writes what the pipeline would write for the requests in some files, each to <out>/<Kind>/<namespace>/<name>/{output,metadata}. The requests see each other as requests of one platform, and their order is their age. BootstrapClaims among them are rendered and declare the platform too.',
  arguments: {
    files: { description: 'YAML files with any number of requests', required: true, variadic: true },
  },
  flags: {
    platform: { value: 'file', description: 'file with a delivered BootstrapClaim', repeatable: true },
    charts: {
      value: 'folder',
      description: 'read charts only from this folder, at any depth',
      conflicts: ['registry'],
    },
    registry: { value: 'url', description: 'read charts only from this registry, oci://host[:port]/path' },
    ...plainHttpFlags,
    out: { value: 'folder', description: 'folder for the results', required: true },
    json: { description: 'print one line of JSON for each request' },
  },
  notes:
    'Without --charts and --registry, render uses the charts that are built into the program. Free values keep every null of a file. Client-side "kubectl apply" drops nulls, so apply such a request with --server-side.',
  examples: [
    'render --platform bootstrap.yaml --out out shop.yaml',
    'render --out out bootstrap.yaml team-*.yaml',
    'render --platform bootstrap.yaml --charts promises --out out --json shop.yaml',
  ],
  exits: {
    done: 'every request is delivered',
    refused: 'a request is refused: the requester or the platform team must change something',
    retry: 'a registry did not answer and no request is refused: try again',
    noInput: 'a file cannot be read',
    cantCreate: 'the results cannot be written',
  },
});
