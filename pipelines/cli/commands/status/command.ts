import { defineCommand } from '../../define-command.ts';
import { clusterFlags, jsonFlags, quietFlags, selectionFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge status`. */
export const status = defineCommand({
  name: 'status',
  summary: 'Show whether each request is delivered, in Git and synced',
  description:
    'Shows whether each request is delivered (its own status), in Git (the commit of its WorkPlacement) and synced (its Applications). Also shows whether the registry of the platform has each locked chart. The reason for a problem is below its row. While Kratix writes, a WorkPlacement still names its previous commit. A registry inside the cluster is reached through a forwarded port.',
  arguments: { name: { description: 'only requests of this name' } },
  flags: { ...selectionFlags, ...clusterFlags, ...jsonFlags, ...quietFlags },
  examples: ['status', 'status shop --namespace team-a', 'status --context kind-platform-dev --json'],
  exits: {
    done: 'everything is delivered, in Git and synced, and the registry has every chart',
    refused:
      'something is refused, failing or missing: the requester or the platform team must change something',
    retry: 'something is in progress, or did not answer',
  },
});
