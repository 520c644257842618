import type { PipelineRun } from '../../../pipelines/stand-in/kratix/back-end.ts';
import type { Permission } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { kratixGroup } from '../../../shared/kratix/contract.ts';
import { accountName } from './pipeline-job.ts';

interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace?: string;
  readonly rules: readonly object[];
}

/**
 * Returns the ServiceAccount of a run in the request's namespace and its permissions as objects: those that Kratix
 * grants every pipeline, and `rbac.permissions` of the Promise. `resourceNamespace: "*"` becomes a ClusterRole.
 *
 * Source: syntasso/kratix at ae170e22e974, `api/v1alpha1/pipeline_factory.go`.
 */
export function pipelineAccess(run: PipelineRun): readonly object[] {
  const { namespace = 'default' } = run.request.metadata;
  const account = accountName(run);
  const permissions = run.pipeline.spec.rbac?.permissions ?? [];
  const roles: Role[] = [
    { kind: 'Role', name: account, namespace, rules: ownRules(run) },
    ...permissions.map((permission, index) => roleOf(permission, { name: `${account}-${index}`, namespace })),
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } },
    ...roles.flatMap((role) => [renderRole(role), renderBinding(role, { account, namespace })]),
  ];
}

/** Kratix grants every pipeline all Works of the namespace. The stand-in stores files in a ConfigMap instead. */
function ownRules({ promise }: PipelineRun): object[] {
  const { group, names } = promise.spec.api.spec;
  const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  return [
    {
      apiGroups: [group],
      resources: [names.plural, `${names.plural}/status`],
      verbs: ['get', 'list', 'update', 'create', 'patch'],
    },
    { apiGroups: [kratixGroup], resources: ['works'], verbs: all },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] },
  ];
}

function roleOf(
  { resourceNamespace, ...rule }: Permission,
  { name, namespace }: { name: string; namespace: string },
): Role {
  if (resourceNamespace === '*') return { kind: 'ClusterRole', name: `${namespace}-${name}`, rules: [rule] };
  return { kind: 'Role', name, namespace: resourceNamespace ?? namespace, rules: [rule] };
}

function renderRole({ kind, name, namespace, rules }: Role): object {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: metadataOf(name, namespace), rules };
}

function renderBinding(
  { kind, name, namespace }: Role,
  subject: { account: string; namespace: string },
): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: `${kind}Binding`,
    metadata: metadataOf(name, namespace),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'ServiceAccount', name: subject.account, namespace: subject.namespace }],
  };
}

function metadataOf(name: string, namespace: string | undefined): object {
  return { name, ...(namespace !== undefined && { namespace }) };
}
