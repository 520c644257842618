import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformNamespaceOfPolicy } from '../../../shared/derive/derive-admission-policy.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { kratixKinds } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { platformNamespaceVariable } from '../../../shared/promise/pipeline.ts';
import { defaultPlatformNamespace } from '../../../shared/release/platform-namespace.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import type { Cluster } from '../cluster.ts';
import { applyWhenReady, ensureNamespace } from './apply-objects.ts';
import { isObserved, type Observed } from './observed.ts';
import type { Outcome } from './step.ts';
import { type Timeout, waitUntil } from './wait-until.ts';

/** Promises to install, with their image. */
export interface PromisesOptions {
  /** Folder of the Promises. */
  readonly promises: string;
  /** Names of the Promises to install; bootstrap-claim is always included. Defaults to all. */
  readonly onlyPromises?: readonly string[] | undefined;
  /** Image of the container. Defaults to the image in the Promises. */
  readonly image?: string | undefined;
  /** Namespace whose BootstrapClaims declare platforms. Defaults to the one in the Promises. */
  readonly platformNamespace?: string | undefined;
  /** For each wait. */
  readonly timeout: Timeout;
}

/** Promise that is installed first, because all other requests need it. */
const firstPromise = 'bootstrap-claim';

/** File with the derived ClusterRoles, in the folder of the Promises. */
const rolesFile = 'roles.yaml';

/**
 * Installs the Promises with their admission policies and ClusterRoles, and waits until they are available. Creates the
 * namespace of the platform, where BootstrapClaims belong.
 *
 * @returns whether an object has changed
 * @throws ClusterError, ActionableError
 */
export async function deployPromises(
  cluster: Cluster,
  { promises, onlyPromises, image, platformNamespace, timeout }: PromisesOptions,
): Promise<Outcome<boolean>> {
  const adjust = (object: object): object => {
    const placed =
      platformNamespace === undefined ? object : withPlatformNamespace(object, platformNamespace);
    return image === undefined ? placed : withImage(placed, image);
  };
  const found = readPromises(promises, onlyPromises).map(({ name, objects }) => ({
    name,
    objects: objects.map(adjust),
  }));
  await ensureNamespace(cluster, platformNamespace ?? defaultPlatformNamespace);
  const objects = [...readRoles(promises), ...found.flatMap((promise) => promise.objects)];
  const change = await applyWhenReady(cluster, { objects, what: 'the Promises', timeout });
  for (const { name } of found) await waitUntilAvailable(cluster, { name, timeout });
  const names = found.map(({ name }) => name).join(', ');
  return {
    value: change !== 'unchanged',
    change,
    detail: image === undefined ? names : `${names}, with ${image}`,
  };
}

/** Reads the derived ClusterRoles. @throws ActionableError */
function readRoles(promises: string): object[] {
  const file = join(promises, rolesFile);
  if (!existsSync(file)) throw notPromises(promises, `no ${rolesFile}`);
  return parseRequestFile(readFileSync(file, 'utf8')) as object[];
}

function notPromises(folder: string, lack: string): ActionableError {
  return new ActionableError(`folder "${folder}" contains ${lack}`, {
    hint: 'choose another folder of Promises',
  });
}

/** Derived objects of a Promise: the Promise and its admission policies. */
interface PromiseFiles {
  readonly name: string;
  readonly objects: object[];
}

/** Reads Promises in the order of installation. @throws ActionableError */
function readPromises(promises: string, only: readonly string[] | undefined): PromiseFiles[] {
  const names = listPromises(promises);
  return names
    .filter((name) => only === undefined || name === names[0] || only.includes(name))
    .map((name) => readPromise(promises, name));
}

/** Reads the Promise that is installed first. @throws ActionableError */
export function readFirstPromise(promises: string): PromiseFiles {
  return readPromise(promises, listPromises(promises)[0]!);
}

/** Returns the names of the Promises in the order of installation; at least one. @throws ActionableError */
export function listPromises(promises: string): string[] {
  const names = existsSync(promises) ? readdirSync(promises) : [];
  const available = names.filter((name) => existsSync(join(promises, name, 'generated/promise.yaml')));
  if (available.length === 0) throw notPromises(promises, 'no Promises');
  const order = (name: string): number => (name === firstPromise ? 0 : 1);
  return available.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
}

function readPromise(promises: string, name: string): PromiseFiles {
  const files = ['promise.yaml', 'admission-policy.yaml'].map((file) =>
    join(promises, name, 'generated', file),
  );
  const texts = files.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
  return { name, objects: texts.flatMap((text) => parseRequestFile(text) as object[]) };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
}

interface Container {
  readonly image?: string;
  readonly env?: readonly object[];
}

interface Pipeline {
  readonly spec: { readonly containers: readonly Container[] };
}

/** Promise with its containers. */
export interface PromiseObject extends KubernetesObject {
  readonly spec: {
    readonly workflows: { readonly resource: Readonly<Partial<Record<string, readonly Pipeline[]>>> };
  };
}

/** Returns whether an object is a Promise. */
export function isPromise(object: object): object is PromiseObject {
  return (object as KubernetesObject).kind === 'Promise';
}

/** Returns the images of a Promise's containers; none for other objects. */
export function imagesOf(object: object): readonly string[] {
  return containersOf(object).flatMap(({ image = [] }) => image);
}

/** Returns the namespace whose BootstrapClaims declare platforms, as the containers of a Promise know it. */
export function platformNamespaceOf(object: object): string | undefined {
  const variables = containersOf(object).flatMap(({ env = [] }) => env as readonly Variable[]);
  return variables.find(({ name }) => name === platformNamespaceVariable)?.value;
}

function containersOf(object: object): readonly Container[] {
  if (!isPromise(object)) return [];
  const pipelines = Object.values(object.spec.workflows.resource).flatMap((list = []) => list);
  return pipelines.flatMap(({ spec }) => spec.containers);
}

/** Replaces the image of a Promise's containers; returns other objects unchanged. */
export function withImage(object: object, image: string): object {
  return isPromise(object) ? withContainers(object, { image }) : object;
}

/** Replaces the namespace whose BootstrapClaims declare platforms, in a Promise or a policy; returns other objects unchanged. */
export function withPlatformNamespace(object: object, namespace: string): object {
  if (isPolicy(object)) {
    const variables = object.spec.variables?.map((variable) =>
      variable.name === platformNamespaceOfPolicy ? { ...variable, expression: `'${namespace}'` } : variable,
    );
    return { ...object, spec: { ...object.spec, ...(variables && { variables }) } };
  }
  if (!isPromise(object)) return object;
  return withContainers(object, ({ env = [] }) => ({
    env: (env as readonly Variable[]).map((variable) =>
      variable.name === platformNamespaceVariable ? { ...variable, value: namespace } : variable,
    ),
  }));
}

interface PolicyObject extends KubernetesObject {
  readonly spec: { readonly variables?: readonly { readonly name: string; readonly expression: string }[] };
}

function isPolicy(object: object): object is PolicyObject {
  return (object as KubernetesObject).kind === 'ValidatingAdmissionPolicy';
}

/** Changes the containers of a Promise. @param change fields, or a function that returns the fields of one container */
export function withContainers<T extends PromiseObject>(
  promise: T,
  change: object | ((container: Container) => object),
): T {
  const fieldsOf = typeof change === 'function' ? change : () => change;
  const changed = (pipeline: Pipeline): Pipeline => {
    const containers = pipeline.spec.containers.map((container) => ({
      ...container,
      ...fieldsOf(container),
    }));
    return { ...pipeline, spec: { ...pipeline.spec, containers } };
  };
  const { workflows } = promise.spec;
  const actions = Object.entries(workflows.resource).map(([action, list = []]) => [
    action,
    list.map(changed),
  ]);
  const resource = Object.fromEntries(actions);
  return { ...promise, spec: { ...promise.spec, workflows: { ...workflows, resource } } };
}

interface PromiseStatus extends Observed {
  readonly status?: Observed['status'] & { readonly status?: string };
}

async function waitUntilAvailable(
  cluster: Cluster,
  { name, timeout }: { name: string; timeout: Timeout },
): Promise<void> {
  const read = () => cluster.find<PromiseStatus>({ ...kratixKinds.promise, name });
  await waitUntil({
    what: `Promise "${name}" is available`,
    timeout,
    probe: async () => {
      const found = await read();
      return found && isObserved(found) && found.status?.status === 'Available' ? true : undefined;
    },
    why: async () => {
      const found = await read();
      if (found !== undefined && !isObserved(found)) return 'Kratix has not processed its last change';
      const { status = {} } = found ?? {};
      const unmet = status.conditions?.filter((condition) => condition.status !== 'True') ?? [];
      const reasons = unmet.map(({ type, message = 'no reason given' }) => `${type}: ${message}`);
      return [`its status is ${status.status ?? 'empty'}`, ...reasons].join('; ');
    },
  });
}
