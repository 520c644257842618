import { defineCommand } from '../../define-command.ts';
import { clusterFlags, jsonFlags, quietFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge gitops-status`. */
export const gitopsStatus = defineCommand({
  name: 'gitops-status',
  summary: 'Show what Kratix writes to Git and what Argo CD syncs from it',
  description:
    'Shows the GitStateStores and Destinations, the work that Kratix has not written, infraforge-root, the root Applications of each cluster type and every Application: sync, health and commit. ApplicationSets appear if they have an error. The message of a problem is below its row, with what to do. Health alone is not enough: an Application that cannot be rendered counts as healthy.',
  arguments: {},
  flags: { ...clusterFlags, ...jsonFlags, ...quietFlags },
  examples: ['gitops-status', 'gitops-status --context kind-platform-dev'],
  exits: {
    done: 'everything is written, synced and healthy',
    refused: 'something is failing or missing: the platform team must change something',
    retry: 'something is in progress, or did not answer',
  },
});
