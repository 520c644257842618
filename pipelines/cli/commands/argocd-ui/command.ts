import { defineCommand } from '../../define-command.ts';
import { clusterFlags } from '../../shared-flags.ts';

/** Declaration of `infraforge argocd-ui`. */
export const argocdUi = defineCommand({
  name: 'argocd-ui',
  summary: 'Forward the web interface of Argo CD to this machine until Ctrl-C',
  description: 'Forwards the server of Argo CD to loopback until Ctrl-C, and shows how to log in.',
  arguments: {},
  flags: { showPassword: { description: 'also print the initial password' }, ...clusterFlags },
  examples: ['argocd-ui', 'argocd-ui --show-password'],
  exits: {
    done: 'ended by Ctrl-C',
    refused: 'Argo CD has no server on this cluster',
    retry: 'the cluster did not answer, or the connection broke',
  },
});
