import { defineCommand } from '../../define-command.ts';
import { jsonFlags, plainHttpFlags, promisesFlags, quietFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge charts push`. */
export const chartsPush = defineCommand({
  name: 'charts push',
  summary: 'Publish every chart to a registry',
  description:
    'Publishes every chart of the Promises under its version. Uses the credentials of "docker login", or GITHUB_TOKEN for ghcr.io.',
  arguments: {},
  flags: {
    registry: {
      value: 'url',
      description: 'folder of charts in a registry, oci://host[:port]/path',
      required: true,
      environment: true,
    },
    ...plainHttpFlags,
    release: { description: 'record the versions as released in charts.lock: their content cannot change' },
    replace: { description: 'overwrite published versions whose content differs' },
    ...promisesFlags,
    ...jsonFlags,
    ...quietFlags,
  },
  examples: [
    'charts push --registry oci://registry.example.com/charts',
    'charts push --registry oci://ghcr.io/acme --release',
  ],
  exits: {
    done: 'every chart is published',
    refused: 'a chart is invalid, or the registry refused it',
    retry: 'the registry did not answer: try again',
  },
});
