import { problem, RequestError } from '../errors.ts';
import type { Chart, ChartNode, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { parseJson } from '../parse-json.ts';
import { quotedName } from '../printable-value.ts';
import { printFractionKey } from '../yaml/plain-scalar.ts';
import { type ParsedValues, parseChartYaml, parseValuesYaml } from '../yaml.ts';
import { isChartName, isChartVersion, versionMessage } from './chart-identity.ts';

/** Chart as read from its files. The caller that fetched or packaged them knows the digest. */
export interface ChartContents extends Omit<Chart, 'digest' | 'validate'> {
  /** Version of the software that the chart installs: `appVersion` of `Chart.yaml`. */
  readonly appVersion?: string;
}

/** Required fields of `Chart.yaml` (Helm documentation, "The Chart.yaml File"). */
export interface ChartMetadata extends Values {
  name: string;
  version: string;
}

/** Files of a chart that determine the values of a release, by their path in the chart. */
const valueFiles = new Set([
  'Chart.yaml',
  'requirements.yaml',
  'values.yaml',
  'values-production.yaml',
  'values.schema.json',
]);

/** Returns true for the files that determine the values. */
export function isValueFile(path: string): boolean {
  return valueFiles.has(path);
}

/** Returns true for a template or a CustomResourceDefinition of the chart or of a chart within it. */
export function isTemplate(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*(?:templates\/|crds\/.*\.(?:ya?ml|json)$)/.test(path);
}

/**
 * Reads a chart from its files.
 *
 * @param files content by path in the chart (`Chart.yaml`, not `name/Chart.yaml`)
 * @throws RequestError `InvalidChart` with the file that is missing, not UTF-8 or invalid
 */
export function readChartFiles(files: ReadonlyMap<string, Uint8Array>): ChartContents {
  const { name, version, appVersion } = readChartMetadata(files);
  const { values, warnings } = readValuesFile('values.yaml', files.get('values.yaml'));
  const productionValues = files.get('values-production.yaml');
  const schema = files.get('values.schema.json');
  return {
    name,
    version,
    ...(appVersion === undefined || appVersion === null
      ? {}
      : { appVersion: readText(appVersion, 'appVersion') }),
    values,
    ...(productionValues && { productionValues: readValues('values-production.yaml', productionValues) }),
    ...(schema && { schema: readSchema(schema) }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/**
 * Reads `Chart.yaml`.
 *
 * @throws RequestError `InvalidChart` if it is missing, is a library chart, or has an invalid name or version
 */
export function readChartMetadata(files: ReadonlyMap<string, Uint8Array>): ChartMetadata {
  const file = files.get('Chart.yaml');
  if (!file) throw invalidChartFile('Chart.yaml', 'the file is missing');
  const metadata = parseChartYaml(decode('Chart.yaml', file), 'Chart.yaml');
  if (!isMap(metadata)) throw invalidChartFile('Chart.yaml', 'must be an object');
  const [name, version] = [goText(metadata['name']), goText(metadata['version'])];
  if (!isChartName(name))
    throw invalidChartFile(
      'Chart.yaml',
      `name${quotedName(name)} must be lower-case letters, digits and "-"`,
    );
  if (!isChartVersion(version)) {
    throw invalidChartFile('Chart.yaml', `version: ${versionMessage(version)}`);
  }
  if (metadata['type'] === 'library')
    throw invalidChartFile('Chart.yaml', 'a library chart cannot be released');
  return { ...metadata, name, version };
}

/**
 * Checks that a chart contains its dependencies, whether they are enabled or not: Argo CD would fetch a missing one, or fail.
 *
 * @throws RequestError `InvalidChart` with the first dependency that is missing
 */
export function checkDependencies({
  dependencies = [],
  subcharts = [],
}: Pick<ChartNode, 'dependencies' | 'subcharts'>): void {
  const packed = new Set(subcharts.map(({ name }) => name));
  const missing = dependencies.find(({ name }) => !packed.has(name));
  if (missing) {
    const detail = `dependency${quotedName(missing.name)} is not in the folder charts; run helm dependency update before helm package`;
    throw invalidChartFile('Chart.yaml', detail);
  }
}

/** Returns a scalar as Helm reads it into a string. */
function readText(value: unknown, field: string): string {
  if (typeof value === 'object' && value !== null)
    throw invalidChartFile('Chart.yaml', `${field} must be a string`);
  return String(goText(value));
}

/** Returns a number or a boolean as Go decodes it into a string: `version: 1.20` is "1.2". */
function goText(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : printFractionKey(value);
  return typeof value === 'boolean' ? String(value) : value;
}

/** Reads a values file; one that is missing or empty has no values. */
export function readValues(name: string, file: Uint8Array | undefined): Values {
  return readValuesFile(name, file).values;
}

function readValuesFile(
  name: string,
  file: Uint8Array | undefined,
): ParsedValues & { readonly values: Values } {
  if (!file) return { values: {}, warnings: [] };
  const { values, warnings } = parseValuesYaml(decode(name, file), name);
  if (values === null) return { values: {}, warnings };
  if (!isMap(values)) throw invalidChartFile(name, 'must be an object');
  return { values, warnings };
}

/** Reads a schema. @throws RequestError `InvalidChart` if it is not JSON */
export function readSchema(file: Uint8Array, name = 'values.schema.json'): unknown {
  const text = decode(name, file);
  try {
    return parseJson(text);
  } catch (cause) {
    throw invalidChartFile(name, 'it is not valid JSON, or nested too deeply', cause);
  }
}

/** Decodes a text file. @throws RequestError `InvalidChart` if it is not UTF-8 */
export function decode(name: string, file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch (cause) {
    throw invalidChartFile(name, 'it is not UTF-8 text', cause);
  }
}

/** Returns the error for a file of a chart that Helm cannot load. */
export function invalidChartFile(file: string, detail: string, cause?: unknown): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart file "${file}" is refused: ${detail}`)], {
    cause,
  });
}
