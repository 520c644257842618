import { protectionAnnotation } from '../argocd/application.ts';
import { argocdNamespace } from '../argocd/names.ts';
import type { SchemaNode } from './open-api.ts';

/**
 * Returns the policy that refuses to delete Applications of ApplicationSets in two cases:
 *
 * - While its service is protected. The controller of ApplicationSets deletes an Application whose file is gone from Git,
 *   whatever the sync options of the Application.
 * - By the garbage collector. A deleted ApplicationSet would delete its Applications, with all their objects. The root
 *   orphans what it prunes, but a reconciliation in progress can set an owner again, and users can delete a set without that option.
 */
export function applicationSetsPolicy(): SchemaNode {
  return {
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': argocdNamespace } },
      resourceRules: [
        {
          apiGroups: ['argoproj.io'],
          apiVersions: ['v1alpha1'],
          operations: ['DELETE'],
          resources: ['applications'],
        },
      ],
    },
    matchConditions: [
      {
        name: 'of-infraforge',
        expression:
          "has(oldObject.metadata.labels) && 'app.kubernetes.io/managed-by' in oldObject.metadata.labels && oldObject.metadata.labels['app.kubernetes.io/managed-by'] == 'infraforge'",
      },
      {
        name: 'of-an-application-set',
        expression:
          "has(oldObject.metadata.ownerReferences) && oldObject.metadata.ownerReferences.exists(owner, owner.kind == 'ApplicationSet')",
      },
      { name: 'not-being-deleted', expression: '!has(oldObject.metadata.deletionTimestamp)' },
    ],
    validations: [
      {
        expression: `!(request.userInfo.username in ${JSON.stringify(garbageCollectors)})`,
        messageExpression:
          "'Applications are not deleted with their ApplicationSet: ' + oldObject.metadata.name + '; delete the request that owns it'",
        reason: 'Forbidden',
      },
      {
        expression: `!has(oldObject.metadata.annotations) || !('${syncOptions}' in oldObject.metadata.annotations) || !oldObject.metadata.annotations['${syncOptions}'].contains('Delete=false')`,
        messageExpression:
          "'Protected services would lose their data: ' + oldObject.metadata.name + '; set deletionProtection: false on them first'",
        reason: 'Forbidden',
      },
    ],
  };
}

const [syncOptions] = Object.keys(protectionAnnotation) as [string];

/** Users of the garbage collector, with and without ServiceAccounts of the controllers (Kubernetes, "kube-controller-manager"). */
const garbageCollectors = [
  'system:serviceaccount:kube-system:generic-garbage-collector',
  'system:kube-controller-manager',
];
