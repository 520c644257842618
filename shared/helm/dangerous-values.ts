import { isSchema } from './json-schema.ts';
import { valuePath } from './value-path.ts';

/**
 * Names under which charts reach beyond their own pods: the node (`hostPath`, `hostNetwork`, `nodeName`), privileges,
 * another identity, or objects and containers of the writer's choice (Kubernetes, Pod Security Standards).
 */
const dangerous =
  /^(?:host(?:Path|Network|PID|IPC|Users|Port|Aliases)|privileged|allowPrivilegeEscalation|(?:pod|container)?securityContext|runAs(?:User|Group|NonRoot)|capabilities|procMount|serviceAccountName|automountServiceAccountToken|(?:extra|additional).*(?:objects?|manifests?|deploy|resources|containers?|volumes?|volumeMounts)|initContainers?|sidecars?|(?:extra)?volumes|nodeName|runtimeClassName|priorityClassName|podSpec|podTemplate|argocd\.argoproj\.io\/.*)$/i;

/**
 * Places of a chart's schema that a request must not reach and that nothing marks `"x-audience": "platform"`, neither
 * themselves nor a place above them. A contract test over all charts expects none.
 */
export function unmarkedDangerousPaths(schema: unknown): string[] {
  return unmarkedBelow(schema, []);
}

function unmarkedBelow(schema: unknown, steps: readonly string[]): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => unmarkedBelow(part, steps));
  if (!isSchema(schema) || schema['x-audience'] === 'platform') return [];
  if (isDangerous(steps)) return [valuePath(steps)];
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  return [
    ...Object.entries(properties).flatMap(([key, property]) => unmarkedBelow(property, [...steps, key])),
    ...nested.flatMap((keyword) => unmarkedBelow(schema[keyword], steps)),
    ...named.flatMap((keyword) =>
      Object.values(isSchema(schema[keyword]) ? schema[keyword] : {}).flatMap((part) =>
        unmarkedBelow(part, steps),
      ),
    ),
  ];
}

function isDangerous(steps: readonly string[]): boolean {
  const [key, parent] = [steps.at(-1) ?? '', steps.at(-2) ?? ''];
  return dangerous.test(key) || (parent === 'serviceAccount' && key === 'name');
}

/** Keywords that hold schemas of the same place, of its items or of its unnamed keys. */
const nested = [
  'items',
  'prefixItems',
  'additionalItems',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
];
const named = ['patternProperties', 'definitions', '$defs', 'dependencies', 'dependentSchemas'];
