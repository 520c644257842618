import { promisesFolder } from './built-in.ts';
import { defineFlags } from './define-command.ts';

/** Folder of the Promises, with their charts and examples. */
export const promisesFlags = defineFlags({
  promises: {
    value: 'folder',
    description: 'folder of the Promises',
    default: promisesFolder,
    defaultText: 'promises/ of the checkout, otherwise the built-in Promises',
  },
});

/** Registry that charts are published to. */
export const plainHttpFlags = defineFlags({
  plainHttp: {
    description: 'use HTTP without TLS for the registry; not needed on loopback',
    environment: true,
  },
});

/** Output for scripts. */
export const jsonFlags = defineFlags({ json: { description: 'print JSON, one object on each line' } });

/** Output for scripts that need only the exit code and the problems. */
export const quietFlags = defineFlags({
  quiet: { short: 'q', description: 'print only problems; the exit code reports the result' },
});

/** Cluster that a command works on. */
export const clusterFlags = defineFlags({
  kubeconfig: {
    value: 'file',
    description: 'kubeconfig to use',
    defaultText: '$KUBECONFIG, then ~/.kube/config',
    // make passes KUBECONFIG=… on in the environment, where it is found
    variable: null,
  },
  context: {
    value: 'name',
    description: 'context of the kubeconfig',
    defaultText: 'the current one',
    environment: true,
  },
});

/** Requests that a command works on. */
export const selectionFlags = defineFlags({
  kind: { value: 'kind', description: 'only requests of this kind' },
  namespace: { value: 'namespace', description: 'only requests in this namespace' },
});
