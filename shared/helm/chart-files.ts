import { problem, RequestError } from '../errors.ts';
import { parseChartYaml } from '../yaml.ts';
import type { Chart, Values } from './chart.ts';
import { isChartName, isChartVersion, versionMessage } from './chart-identity.ts';

/** What the files of a chart say; its digest is known to whoever fetched or packaged them. */
export interface ChartContents extends Omit<Chart, 'digest' | 'validate'> {
  /** Version of what the chart installs, `appVersion` of `Chart.yaml`. */
  readonly appVersion?: string;
}

/** `Chart.yaml` as far as everybody needs it (Helm documentation, "The Chart.yaml File"). */
export interface ChartMetadata extends Values {
  name: string;
  version: string;
}

/** Files that decide the values of a release, by their path in the chart. */
const valueFiles = new Set(['Chart.yaml', 'values.yaml', 'values-production.yaml', 'values.schema.json']);

/** True for the files that decide the values. */
export function isValueFile(path: string): boolean {
  return valueFiles.has(path);
}

/** True for a template of the chart or of a chart within it. */
export function isTemplate(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*templates\//.test(path);
}

/**
 * True for a template that can make a post-delete hook. Deliberately broad, text and not rendering: with such a
 * hook Argo CD hangs in deletion once the values are gone, so a false alarm is the cheaper mistake.
 */
export function hasDeleteHook(template: Uint8Array): boolean {
  const text = Buffer.from(template.buffer, template.byteOffset, template.length);
  return text.includes('helm.sh/hook') && text.includes('post-delete');
}

/**
 * Reads the text files of a chart, given by their path in it (`Chart.yaml`, not `name/Chart.yaml`).
 * @throws RequestError `InvalidChart` naming the file that is missing, not text or not what it must be
 */
export function readChartFiles(
  files: ReadonlyMap<string, Uint8Array>,
  { hasDeleteHooks }: { hasDeleteHooks: boolean },
): ChartContents {
  const { name, version, appVersion, dependencies } = readChartMetadata(files);
  const productionValues = files.get('values-production.yaml');
  const schema = files.get('values.schema.json');
  return {
    name,
    version,
    ...(appVersion === undefined || appVersion === null ? {} : { appVersion: String(appVersion) }),
    values: withoutDependencyNulls(readValues('values.yaml', files.get('values.yaml')), dependencies),
    ...(productionValues && { productionValues: readValues('values-production.yaml', productionValues) }),
    ...(schema && { schema: readSchema(schema) }),
    hasDeleteHooks,
  };
}

/**
 * Reads `Chart.yaml`.
 * @throws RequestError `InvalidChart` where it is missing, or name or version break their grammar
 */
export function readChartMetadata(files: ReadonlyMap<string, Uint8Array>): ChartMetadata {
  const file = files.get('Chart.yaml');
  if (!file) throw invalid('Chart.yaml', 'the file is missing');
  const metadata = parseChartYaml(decode('Chart.yaml', file), 'Chart.yaml');
  if (!isMap(metadata)) throw invalid('Chart.yaml', 'it must be a map');
  const { name, version } = metadata;
  if (!isChartName(name))
    throw invalid('Chart.yaml', `name ${quote(name)} must be lower-case letters, digits and "-"`);
  if (!isChartVersion(version)) {
    throw invalid('Chart.yaml', `version: ${versionMessage(version)}`);
  }
  if (metadata['type'] === 'library') throw invalid('Chart.yaml', 'a library chart cannot be released');
  return { ...metadata, name, version };
}

/**
 * Helm ignores a null that a chart's own defaults hold below the key of a dependency, but applies one that a values
 * file holds there: merged into one file the two could not be told apart.
 */
function withoutDependencyNulls(values: Values, dependencies: unknown): Values {
  for (const dependency of Array.isArray(dependencies) ? dependencies : []) {
    const key = String(dependency?.alias ?? dependency?.name);
    if (Object.hasOwn(values, key) && hasNull(values[key])) {
      throw invalid(
        'values.yaml',
        `a null below ${quote(key)}, the key of a dependency, cannot be merged as Helm would`,
      );
    }
  }
  return values;
}

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return isMap(value) && Object.values(value).some(hasNull);
}

function readValues(name: string, file: Uint8Array | undefined): Values {
  const values = file ? parseChartYaml(decode(name, file), name) : null;
  if (values === null) return {};
  if (!isMap(values)) throw invalid(name, 'it must be a map');
  return values;
}

function readSchema(file: Uint8Array): unknown {
  const text = decode('values.schema.json', file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('values.schema.json', 'it is not valid JSON', cause);
  }
}

function decode(name: string, file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch (cause) {
    throw invalid(name, 'it is not UTF-8 text', cause);
  }
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A quoted value, cut to a length that a reader can take in; escaped again where it leaves the process. */
function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return `"${text.slice(0, 64)}"`;
}

function invalid(file: string, detail: string, cause?: unknown): RequestError {
  return new RequestError('InvalidChart', [problem('', `Chart file "${file}" is refused: ${detail}`)], {
    cause,
  });
}
