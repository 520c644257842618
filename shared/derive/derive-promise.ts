import { group } from '../api-version.ts';
import { pipelineAccount } from '../kratix/accounts.ts';
import { kratixApiVersion, promiseVersionLabel } from '../kratix/contract.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import {
  caConfigMap,
  githubToken,
  mounts,
  platformNamespaceVariable,
  registrySecret,
} from '../promise/pipeline.ts';
import { defaultPlatformNamespace } from '../release/platform-namespace.ts';
import { deriveCrd } from './derive-crd.ts';
import type { SchemaNode } from './open-api.ts';

/** Labels of the Destination that every Promise writes to. */
export const destinationLabels = { 'infraforge.io/state-store': 'default' };

/**
 * Derives promise.yaml: the API and the workflows that run our container (Kratix, "Promise" and "Pipeline").
 *
 * @param options.image image of the container with its tag
 * @param options.version version of the program, for `kratix.io/promise-version`
 */
export function derivePromise(
  definition: PromiseDefinition,
  options: { image: string; version: string },
): SchemaNode {
  const workflows = actionsOf(definition).map((action) => [action, [pipeline({ ...options, action })]]);
  return {
    apiVersion: kratixApiVersion,
    kind: 'Promise',
    metadata: { name: definition.name, labels: { [promiseVersionLabel]: options.version } },
    spec: {
      api: deriveCrd(definition),
      destinationSelectors: [{ matchLabels: destinationLabels }],
      workflows: { resource: Object.fromEntries(workflows) },
    },
  };
}

/** Returns the ServiceAccounts of the Promise's pipelines, which Kratix creates in the namespace of each request. */
export function pipelineAccounts(definition: PromiseDefinition): string[] {
  return actionsOf(definition).map((action) => {
    const pipeline = { metadata: { name: action }, spec: {} };
    return pipelineAccount({ promise: definition.name, action, pipeline });
  });
}

type Action = 'configure' | 'delete';

function actionsOf({ hasDeletePipeline }: PromiseDefinition): Action[] {
  return hasDeletePipeline ? ['configure', 'delete'] : ['configure'];
}

/** Returns the only pipeline of an action, with its name. */
function pipeline({ image, action }: { image: string; action: Action }): SchemaNode {
  return {
    apiVersion: kratixApiVersion,
    kind: 'Pipeline',
    metadata: { name: action },
    spec: {
      containers: [
        {
          name: action,
          image,
          // Under Kratix's default limit of 200m a Node process takes four to five times as long.
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          env: [
            { name: platformNamespaceVariable, value: defaultPlatformNamespace },
            {
              name: githubToken,
              valueFrom: { secretKeyRef: { name: registrySecret, key: githubToken, optional: true } },
            },
          ],
          volumeMounts: [
            { name: registrySecret, mountPath: mounts.registry, readOnly: true },
            { name: caConfigMap, mountPath: mounts.ca, readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: registrySecret, secret: { secretName: registrySecret, optional: true } },
        { name: caConfigMap, configMap: { name: caConfigMap, optional: true } },
      ],
      // Reports a defect after 25 s instead of six minutes; with 0, one restart would fail a valid run.
      jobOptions: { backoffLimit: 2 },
      rbac: {
        // Read access to other requests for names and platforms; `*` includes future kinds.
        permissions: [{ resourceNamespace: '*', apiGroups: [group], resources: ['*'], verbs: ['list'] }],
      },
    },
  };
}
