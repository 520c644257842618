import { defineCommand } from '../../define-command.ts';
import { jsonFlags, plainHttpFlags, promisesFlags, quietFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge charts verify`. */
export const chartsVerify = defineCommand({
  name: 'charts verify',
  summary: 'Compare the charts with charts.lock and with a registry',
  description: 'Compares the charts of the Promises with charts.lock and, if given, with a registry.',
  arguments: {},
  flags: {
    registry: {
      value: 'url',
      description: 'folder of charts in a registry, oci://host[:port]/path',
      environment: true,
    },
    ...plainHttpFlags,
    released: { description: 'require that charts.lock records the version of every chart as released' },
    ...promisesFlags,
    ...jsonFlags,
    ...quietFlags,
  },
  examples: ['charts verify', 'charts verify --released', 'charts verify --registry oci://ghcr.io/acme'],
  exits: {
    done: 'everything agrees',
    refused: 'something differs',
    retry: 'the registry did not answer: try again',
  },
});
