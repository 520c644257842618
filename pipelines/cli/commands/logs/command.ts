import { defineCommand } from '../../define-command.ts';
import { clusterFlags, jsonFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge logs`. */
export const logs = defineCommand({
  name: 'logs',
  summary: 'Show the log of the newest run of a request',
  description:
    "Shows the status that the last run of a request reported, and the log of InfraForge's container in the newest pod of its pipeline.",
  arguments: { name: { description: 'name of the request', required: true } },
  flags: {
    kind: { value: 'kind', description: 'kind of the request, if two have the same name' },
    namespace: { value: 'namespace', description: 'namespace of the request, if two have the same name' },
    ...clusterFlags,
    ...jsonFlags,
  },
  examples: ['logs shop', 'logs shop --kind ApplicationClaim --namespace team-a'],
  exits: {
    done: 'the log is shown',
    refused: 'no Promise is installed',
    retry: 'there is no log: the pod is gone or has not started, or the cluster did not answer',
  },
});
