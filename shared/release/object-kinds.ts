/*
 * Kinds of objects that charts render, as `group/Kind`, or `Kind` in the core group. A kind stands for each of its
 * versions, as in an AppProject of Argo CD.
 */

/** Kinds that the workloads of a namespace consist of: the default of a chart that the platform allows. */
export const workloadKinds: readonly string[] = [
  'ConfigMap',
  'PersistentVolumeClaim',
  'Secret',
  'Service',
  'ServiceAccount',
  'apps/Deployment',
  'apps/StatefulSet',
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  'networking.k8s.io/Ingress',
  'policy/PodDisruptionBudget',
];

/**
 * Kinds that controllers create for workloads. Argo CD shows an object that a controller created, and its logs, only if
 * the project allows its kind (Argo CD, `getResourceTree`).
 */
export const shownKinds: readonly string[] = ['Pod', 'apps/ControllerRevision', 'apps/ReplicaSet'];

/** Pattern of a kind, valid in JavaScript and in RE2. */
export const kindPattern =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Z][A-Za-z0-9]*$/;

/** Kinds that no chart of a request may render: they grant rights, or lift limits that the platform sets. */
export const reservedKind =
  /^(LimitRange|ResourceQuota|rbac[.]authorization[.]k8s[.]io\/.*|[^/]*\/[^/]*NetworkPolicy|argoproj[.]io\/.*|platform[.]kratix[.]io\/.*|platform[.]infraforge[.]io\/.*)$/;

/** Well-known cluster-scoped kinds and groups. Argo CD allows releases no cluster-scoped kind but Namespace. */
export const clusterScopedKind =
  /^(Namespace|Node|PersistentVolume|(admissionregistration|apiextensions|apiregistration|node|scheduling)[.]k8s[.]io\/.*|storage[.]k8s[.]io\/StorageClass)$/;

/** Group and kind, as an AppProject lists them. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Returns the group and the kind of `group/Kind`. */
export function parseKind(text: string): GroupKind {
  const slash = text.lastIndexOf('/');
  return { group: slash < 0 ? '' : text.slice(0, slash), kind: text.slice(slash + 1) };
}
