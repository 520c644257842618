import { kratixGroup, kratixManager } from '../../../shared/kratix/contract.ts';

const { namespace, account } = kratixManager;

const read = ['get', 'list', 'watch'];
const edit = [...read, 'create', 'update', 'delete'];
const all = [...edit, 'patch'];

const kinds = [
  ...['bucketstatestores', 'destinations', 'dryruns', 'gitstatestores', 'healthrecords', 'promisereleases'],
  ...['promiserevisions', 'promises', 'resourcebindings', 'workplacements', 'works'],
];

/** Permissions of the manager (syntasso/kratix, `config/rbac/role.yaml`). It grants itself more for each Promise. */
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

/** Permissions in its own namespace (syntasso/kratix, `config/rbac/leader_election_role.yaml`). */
const ownRules = [rule('', ['configmaps'], all)];

/** Returns the ServiceAccount of the manager and its roles. */
export function managerAccess(): readonly object[] {
  const name = 'kratix-manager';
  const inNamespace = { name, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } },
    ...granted('ClusterRole', { metadata: { name }, rules }),
    ...granted('Role', { metadata: inNamespace, rules: ownRules }),
  ];
}

function granted(
  kind: string,
  { metadata, rules }: { metadata: { name: string }; rules: object[] },
): object[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const apiVersion = `${apiGroup}/v1`;
  return [
    { apiVersion, kind, metadata, rules },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup, kind, name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

function rule(apiGroup: string, resources: readonly string[], verbs: readonly string[]) {
  return { apiGroups: [apiGroup], resources, verbs };
}
