import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from './chart.ts';
import { isMap, ownValue } from './layers.ts';
import { valuePath } from './value-path.ts';

/**
 * Keys that affect more than the pods of a chart: the node (`hostPath`, `hostNetwork`, `nodeName`), privileges, another
 * identity, the Gateway of a route (`parentRefs`), or arbitrary objects and containers (Kubernetes, Pod Security
 * Standards).
 */
const dangerousKey =
  /^(?:(?:use|enable)?host(?:Path|Network|PID|IPC|Users|Port|Process|RootFs)(?:s|es|Enabled|Mounts?)?|privileged|(?:run|use|allow)Privileged|privilegedMode|runAsRoot|allowPrivilegeEscalation|(?:pod|container)?securityContext|runAs(?:User|Group|NonRoot)|capabilities|procMount|sysctls|seLinuxOptions|appArmorProfile|windowsOptions|serviceAccountName|automountServiceAccountToken|(?:extra|additional).*(?:objects?|manifests?|deploy|resources|containers?|volumes?|volumeMounts)|initContainers?|sidecars?|(?:extra)?volumes|externalIPs|parentRefs?|nodeName|runtimeClassName|priorityClassName|podSpec|podTemplate|argocd\.argoproj\.io\/.*)$/i;

/** Keys that let a chart create roles and bindings: `rbac.create`, `clusterRoleRules`, `createClusterRole`. */
const roleKey = /^rbac|cluster-?role|role-?bindings?$|^podSecurityPolic(?:y|ies)$/i;

const securityContextKey = /securityContext$/i;

/** Labels and taints that choose a node or the control plane, as keys of the values. */
const nodeKey = /^(?:kubernetes\.io\/hostname$|node-role\.kubernetes\.io\/)/;

const tolerationsKey = /tolerations$/i;

const serviceAccountKey = /serviceAccounts?$/i;

/** Returns true for a value path whose last key affects more than the pods of a chart. */
export function isDangerousKey(steps: readonly (string | number)[]): boolean {
  const key = String(steps.at(-1) ?? '');
  return dangerousKey.test(key) || roleKey.test(key) || isAccountName(steps);
}

function isAccountName(steps: readonly (string | number)[]): boolean {
  return steps.at(-1) === 'name' && steps.slice(0, -1).some((step) => serviceAccountKey.test(String(step)));
}

/**
 * Returns a problem for each value at any depth that affects more than the pods of a chart, judged by its key. Values that
 * only restrict a pod are accepted: `privileged: false`, `runAsUser: 1000`, `rbac: {create: false}`.
 *
 * @param values values that a request sets
 * @param below merged values of the layers below: a value that would remove one of their security contexts is a problem
 */
export function dangerousValueProblems(values: Values, below: Values): Problem[] {
  return problemsBelow(values, { steps: [], below });
}

/** Position in the values, with the value of the layers below. */
interface Position {
  readonly steps: readonly (string | number)[];
  readonly below: Value | undefined;
}

const message = 'Only the platform team can set this';

function problemsBelow(value: Value, { steps, below }: Position): Problem[] {
  if (isRefused(value, { steps, below })) return [problem(valuePath(steps), message)];
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      problemsBelow(inner, {
        steps: [...steps, key],
        below: isMap(below) ? ownValue(below, key) : undefined,
      }),
    );
  }
  const removed = findSecurityContext(below, steps);
  if (removed !== undefined) {
    const detail = `Would remove ${valuePath(removed)}, which only the platform team can set`;
    return [problem(valuePath(steps), detail)];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index) => problemsBelow(item, { steps: [...steps, index], below: undefined }));
}

/** Returns true for a value that reaches beyond the pods. The parts of a security context are judged one by one. */
function isRefused(value: Value, { steps, below }: Position): boolean {
  const key = String(steps.at(-1) ?? '');
  if (securityContextKey.test(String(steps.at(-2) ?? ''))) {
    return !(inSecurityContext.get(key.toLowerCase())?.(value, below) ?? false);
  }
  const restricts = restrictions.get(key.toLowerCase());
  if (restricts !== undefined) return !restricts(value, below);
  if (nodeKey.test(key)) return value !== null;
  if (tolerationsKey.test(String(steps.at(-2) ?? ''))) return toleratesControlPlane(value);
  if (securityContextKey.test(key)) return !isMap(value) && isActive(value);
  if (serviceAccountKey.test(key)) return typeof value === 'string' && value !== '';
  return isManifest(value) || (isDangerousKey(steps) && isActive(value));
}

/** Returns true for a toleration of the taint of control planes, by its key or, without a key, of every taint. */
function toleratesControlPlane(value: Value): boolean {
  const taint = isMap(value) ? (ownValue(value, 'key') ?? '') : value;
  return taint === '' || nodeKey.test(String(taint));
}

/** Judges a value, given that of the layers below. */
type Restricts = (value: Value, below: Value | undefined) => boolean;

const isFalse: Restricts = (value) => value === false;
const isTrue: Restricts = (value) => value === true;
const isNotRoot = (value: Value): boolean => Number.isInteger(Number(value)) && Number(value) > 0;

/** Values with which a pod has no more rights than by default. Everything else could remove a restriction. */
const restrictions: ReadonlyMap<string, Restricts> = new Map([
  ['privileged', isFalse],
  ['allowprivilegeescalation', isFalse],
  ['runasnonroot', isTrue],
  ['runasuser', isNotRoot],
  ['runasgroup', isNotRoot],
  ['capabilities', dropsCapabilities],
  ['procmount', (value) => value === 'Default'],
]);

/** Parts of a security context that a request may set. */
const inSecurityContext: ReadonlyMap<string, Restricts> = new Map([
  ...restrictions,
  ['enabled', isTrue],
  ['fsgroup', isNotRoot],
  ['fsgroupchangepolicy', (value) => typeof value === 'string'],
  ['readonlyrootfilesystem', (value) => typeof value === 'boolean'],
  [
    'seccompprofile',
    (value) => isMap(value) && Object.keys(value).length === 1 && value['type'] === 'RuntimeDefault',
  ],
  ['supplementalgroups', (value) => Array.isArray(value) && value.every(isNotRoot)],
]);

/** Returns true for capabilities that drop what the layers below drop, or all, and add only what Pod Security allows. */
function dropsCapabilities(value: Value, below: Value | undefined): boolean {
  if (!isMap(value)) return false;
  const { drop = [], add = [], ...others } = value;
  if (!Array.isArray(drop) || !isAllowedAddition(add) || isActive(others)) return false;
  const dropped = isMap(below) && Array.isArray(below['drop']) ? below['drop'] : [];
  const isKept = value['drop'] === undefined || dropped.every((name) => drop.includes(name));
  return isKept || drop.includes('ALL');
}

/** Returns true for capabilities that the level "restricted" of Pod Security allows to add. */
function isAllowedAddition(add: Value): boolean {
  return add === null || (Array.isArray(add) && add.every((name) => name === 'NET_BIND_SERVICE'));
}

const hostKey = /^(?:use|enable)?host(?:Path|Network|PID|IPC|Port|Process)s?(?:Enabled)?$/i;

/** Returns true for a value with which a pod has more rights than Pod Security allows: `privileged: true`, `runAsUser: 0`. */
export function grantsPrivilege(key: string, value: Value): boolean {
  if (value === null || value === '') return false;
  const restricts = restrictions.get(key.toLowerCase());
  if (restricts === undefined) return hostKey.test(key) && isActive(value);
  return (!isMap(value) || /^capabilities$/i.test(key)) && !restricts(value, undefined);
}

/** Returns true for a whole Kubernetes object, under any key. */
function isManifest(value: Value): boolean {
  return isMap(value) && ['apiVersion', 'kind', 'metadata'].every((key) => Object.hasOwn(value, key));
}

/** Returns true if a value has a part that is neither null, false, empty nor zero. */
function isActive(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.values(value).some(isActive);
  return value !== null && value !== false && value !== '' && value !== 0;
}

/** Returns the path of the first security context in a value, if any. */
function findSecurityContext(
  value: Value | undefined,
  steps: readonly (string | number)[],
): readonly (string | number)[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (securityContextKey.test(String(steps.at(-1) ?? '')) && Object.keys(value).length > 0) return steps;
  for (const [key, inner] of Object.entries(value)) {
    const found = findSecurityContext(inner as Value, [...steps, Array.isArray(value) ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
