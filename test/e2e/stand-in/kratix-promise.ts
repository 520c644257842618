import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequestYaml } from '../../../shared/yaml.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { root } from '../cluster/place.ts';

/** A Promise, as far as the stand-in reads one (Kratix documentation, "Promise custom resource"). */
export interface KratixPromise extends KubernetesObject {
  readonly spec: {
    readonly api: Definition;
    readonly destinationSelectors: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
    readonly workflows: { readonly resource: Readonly<Partial<Record<Action, readonly Pipeline[]>>> };
  };
}

/** A CustomResourceDefinition. */
export interface Definition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly schema: Schema }[];
  };
}

interface Schema {
  readonly openAPIV3Schema: { readonly properties: Readonly<Record<string, unknown>> };
}

export type Action = 'configure' | 'delete';

export interface Pipeline extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly volumes?: readonly object[];
    readonly imagePullSecrets?: readonly object[];
    readonly jobOptions?: { readonly backoffLimit?: number };
    readonly rbac?: { readonly permissions?: readonly Permission[] };
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly object[];
  readonly volumeMounts?: readonly object[];
  readonly resources?: object;
  readonly [field: string]: unknown;
}

/** A rule for a namespace: that of the request unless it says another, or all of them by `*`. */
export interface Permission {
  readonly resourceNamespace?: string;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A request, as any Promise's. */
export interface ResourceRequest extends KubernetesObject {
  readonly status?: Readonly<Record<string, unknown>>;
}

/** The Promise of a folder of `promises/`. */
export function readPromise(name: string): KratixPromise {
  const text = readFileSync(join(root, 'promises', name, 'generated/promise.yaml'), 'utf8');
  return parseRequestYaml(text) as KratixPromise;
}

/** A Promise whose containers differ from what they were. */
export function withContainers(promise: KratixPromise, change: Partial<Container>): KratixPromise {
  const changed = (pipeline: Pipeline): Pipeline => {
    const containers = pipeline.spec.containers.map((container) => ({ ...container, ...change }));
    return { ...pipeline, spec: { ...pipeline.spec, containers } };
  };
  const { resource } = promise.spec.workflows;
  const workflows = Object.entries(resource).map(([action, pipelines]) => [action, pipelines.map(changed)]);
  return { ...promise, spec: { ...promise.spec, workflows: { resource: Object.fromEntries(workflows) } } };
}

/** The path of a Promise's requests at the API server; of those in one namespace where it is given. */
export function requestsPath({ spec }: KratixPromise, namespace?: string): string {
  const { group, names, versions } = spec.api.spec;
  const scope = namespace === undefined ? '' : `namespaces/${namespace}/`;
  return `/apis/${group}/${versions[0]!.name}/${scope}${names.plural}`;
}
