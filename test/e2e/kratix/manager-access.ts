import { kratixGroup } from '../../../shared/kratix/contract.ts';

/** Kratix's own, in which it also looks for its settings. */
export const namespace = 'kratix-platform-system';

/** The ServiceAccount that its manager is. */
export const account = 'controller-manager';

const read = ['get', 'list', 'watch'];
const edit = [...read, 'create', 'update', 'delete'];
const all = [...edit, 'patch'];

const kinds = [
  ...['bucketstatestores', 'destinations', 'dryruns', 'gitstatestores', 'healthrecords', 'promisereleases'],
  ...['promiserevisions', 'promises', 'resourcebindings', 'workplacements', 'works'],
];

/** What Kratix's manager may do (syntasso/kratix, `config/rbac/role.yaml`); for each Promise it grants itself more. */
const rules = [
  rule('', ['configmaps'], ['list', 'watch', 'create', 'update', 'delete']),
  rule('', ['pods'], [...read, 'delete']),
  rule('', ['secrets'], read),
  rule('', ['serviceaccounts'], edit),
  { ...rule('', ['events'], ['create', 'patch']), apiGroups: ['', 'events.k8s.io'] },
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], all),
  rule('batch', ['jobs'], all),
  rule(kratixGroup, kinds, all),
  rule(
    kratixGroup,
    kinds.map((kind) => `${kind}/finalizers`),
    ['update'],
  ),
  rule(
    kratixGroup,
    kinds.map((kind) => `${kind}/status`),
    ['get', 'patch', 'update'],
  ),
  rule('rbac.authorization.k8s.io', ['rolebindings', 'clusterrolebindings'], edit),
  rule('rbac.authorization.k8s.io', ['roles', 'clusterroles'], [...edit, 'bind', 'escalate']),
];

/** The role of Kratix's manager and who has it. */
export function managerAccess(): readonly object[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const apiVersion = `${apiGroup}/v1`;
  const name = 'kratix-manager';
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

function rule(apiGroup: string, resources: readonly string[], verbs: readonly string[]) {
  return { apiGroups: [apiGroup], resources, verbs };
}
