import type { ChartMetadata } from './chart-files.ts';

/** Fields of `Chart.yaml` in the order of Helm's JSON. */
const metadataKeys = [
  'name',
  'home',
  'sources',
  'version',
  'description',
  'keywords',
  'maintainers',
  'icon',
  'apiVersion',
  'condition',
  'tags',
  'appVersion',
  'deprecated',
  'annotations',
  'kubeVersion',
  'dependencies',
  'type',
] as const;
const maintainerKeys = ['name', 'email', 'url'] as const;
const dependencyKeys = [
  'name',
  'version',
  'repository',
  'condition',
  'tags',
  'enabled',
  'import-values',
  'alias',
] as const;

/** Fields that are not strings. Helm converts every other scalar to a string: `appVersion: 16` to "16". */
const typedKeys: ReadonlySet<string> = new Set(['deprecated', 'enabled', 'import-values']);

/**
 * Prints the config blob of a chart: `Chart.yaml` as JSON, as Helm writes it.
 * https://pkg.go.dev/helm.sh/helm/v4/pkg/chart/v2#Metadata
 */
export function printChartConfig({
  maintainers,
  dependencies,
  annotations,
  ...metadata
}: ChartMetadata): string {
  return printGoJSON(
    pick(
      {
        ...metadata,
        maintainers: list(maintainers).map((maintainer) => pick(maintainer, maintainerKeys)),
        dependencies: list(dependencies).map((dependency) => pick(dependency, dependencyKeys)),
        annotations: pick(annotations ?? {}, Object.keys(annotations ?? {}).sort()),
      },
      metadataKeys,
    ),
  );
}

/** Prints JSON with the escapes of Go's `encoding/json`. */
export function printGoJSON(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Returns the non-empty fields among the given keys, in their order. */
function pick(value: unknown, keys: readonly string[]): Record<string, unknown> {
  const fields = Object(value) as Record<string, unknown>;
  const picked = keys.map((key) => [key, typedKeys.has(key) ? fields[key] : textual(fields[key])] as const);
  return Object.fromEntries(picked.filter(([, field]) => !isEmpty(field)));
}

function textual(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textual);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '' || value === false;
}
