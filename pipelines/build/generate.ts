import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { readChartMetadata } from '../../shared/chart-files/chart-files.ts';
import { lockCharts, printChartsLock } from '../../shared/chart-files/charts-lock.ts';
import { deriveChartReadme } from '../../shared/chart-files/derive-chart-readme.ts';
import { renderedKinds } from '../../shared/chart-files/rendered-kinds.ts';
import { deriveAdmissionPolicy } from '../../shared/derive/derive-admission-policy.ts';
import { derivePromise } from '../../shared/derive/derive-promise.ts';
import { deriveReference } from '../../shared/derive/derive-reference.ts';
import { deriveRoles } from '../../shared/derive/derive-roles.ts';
import { deriveSchema, printSchema } from '../../shared/derive/derive-schema.ts';
import { deriveServicesPage } from '../../shared/derive/derive-services-page.ts';
import {
  deriveDeleteTemplateFile,
  derivePortalFiles,
} from '../../shared/derive/portal/derive-portal-files.ts';
import { problem, RequestError } from '../../shared/errors.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';
import { imageRepository } from '../../shared/promise/pipeline.ts';
import type { Operator } from '../../shared/release/operator.ts';
import type { ServiceDefinition } from '../../shared/service/define-service.ts';
import { printYaml } from '../../shared/yaml.ts';
import { findChartFolders, readChartFolder } from '../charts/chart-folder.ts';
import { packageCharts, readLock } from '../charts/charts.ts';

/** Derived file with its expected content. */
export interface GeneratedFile {
  /** Path below the folder that the files are derived for. */
  readonly path: string;
  readonly content: string;
}

/** Definitions of the Promises and services, and the version under which they are published. */
export interface Definitions {
  readonly definitions: readonly PromiseDefinition[];
  readonly services: readonly ServiceDefinition[];
  readonly operators: readonly Operator[];
  /** Version of the program: the Promises' own version and the tag of their image. */
  readonly version: string;
}

/**
 * Returns every derived file below `promises/`: the lists of definitions and services, the README of each chart, the
 * lock of the charts, the page of the services, the ClusterRoles, the template that deletes requests, and each Promise's
 * promise.yaml, admission policies, reference page, JSON Schema and files for Backstage.
 */
export async function deriveFiles(
  promises: string,
  { definitions, services, operators, version }: Definitions,
): Promise<GeneratedFile[]> {
  const lists = await deriveLists(promises);
  const readmes = await deriveChartReadmes(promises);
  const charts = await packageCharts(promises, withReadme);
  const lock = lockCharts(charts, await readLock(promises));
  const servicesPage = deriveServicesPage(services, { charts: lock, operators });
  const pages = await Promise.all(
    definitions.map((definition) => derivePages(promises, { definition, version, servicesPage })),
  );
  return [
    ...lists,
    ...readmes,
    { path: 'charts.lock', content: printChartsLock(lock) },
    { path: 'SERVICES.md', content: servicesPage },
    { path: 'delete-template.yaml', content: deriveDeleteTemplateFile(definitions) },
    { path: 'roles.yaml', content: printObjects(deriveRoles(definitions)) },
    ...pages.flat(),
  ];
}

async function deriveChartReadmes(promises: string): Promise<GeneratedFile[]> {
  const folders = await findChartFolders(promises);
  return Promise.all(
    folders.map(async (folder) => ({
      path: `${relative(promises, folder).replaceAll(sep, '/')}/README.md`,
      content: deriveChartReadme(await readChartFolder(folder)),
    })),
  );
}

/** Returns the chart's files with its derived README, because the README is part of the package and so of the lock. */
function withReadme(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map([...files, ['README.md', Buffer.from(deriveChartReadme(files))]]);
}

/**
 * Returns the lists of definitions, services and kinds of the charts. Reads only folders and charts, because every import of
 * a definition needs these lists.
 *
 * @throws RequestError `InvalidChart` for a chart whose templates do not show their kinds
 */
export async function deriveLists(promises: string): Promise<GeneratedFile[]> {
  const entries = await readdir(promises, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  const withFile = (file: string): string[] =>
    folders.filter((folder) => existsSync(join(promises, folder, file)));
  return [
    {
      path: 'index.ts',
      content: listModule(withFile('promise.ts'), {
        file: 'promise.ts',
        type: 'PromiseDefinition',
        from: '../shared/promise/define-promise.ts',
        list: 'definitions',
        doc: 'Every Promise, by folder',
      }),
    },
    {
      path: 'services.ts',
      content: listModule(withFile('service.ts'), {
        file: 'service.ts',
        type: 'ServiceDefinition',
        from: '../shared/service/define-service.ts',
        list: 'services',
        doc: 'Every platform service, by folder',
      }),
    },
    { path: 'chart-kinds.ts', content: await deriveChartKinds(promises) },
  ];
}

/** Returns the module with the kinds that each carried chart renders. */
async function deriveChartKinds(promises: string): Promise<string> {
  const folders = await findChartFolders(promises);
  const charts = await Promise.all(
    folders.map(async (folder): Promise<[string, string[]]> => {
      const files = await readChartFolder(folder);
      const place = relative(join(promises, '..'), folder).replaceAll(sep, '/');
      return [readChartMetadata(files).name, atFolder(place, () => renderedKinds(files))];
    }),
  );
  const lines = charts
    .sort()
    .flatMap(([name, kinds]) => [`  '${name}': [`, ...kinds.map((kind) => `    '${kind}',`), '  ],']);
  return [
    '// Generated by `make generate`; do not edit.',
    '',
    '/** Kinds of the objects that each chart of this project renders, from its templates. */',
    'export const chartKinds: Readonly<Record<string, readonly string[]>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

/** Returns a result, or adds the folder of the chart to each problem. */
function atFolder<Result>(folder: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ path, message }) => problem(path, `${folder}/${message}`));
    throw new RequestError(error.reason, problems, { cause: error });
  }
}

function listModule(
  folders: readonly string[],
  { file, type, from, list, doc }: { file: string; type: string; from: string; list: string; doc: string },
): string {
  const names = folders.map((folder) =>
    folder.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
  );
  return [
    '// Generated by `make generate`; do not edit.',
    `import type { ${type} } from '${from}';`,
    ...folders.map((folder, index) => `import { ${names[index]} } from './${folder}/${file}';`),
    '',
    `/** ${doc}. */`,
    `export const ${list}: readonly ${type}[] = [`,
    ...names.map((name) => `  ${name},`),
    '];',
    '',
  ].join('\n');
}

interface PageContext {
  readonly definition: PromiseDefinition;
  readonly version: string;
  readonly servicesPage: string;
}

async function derivePages(
  promises: string,
  { definition, version, servicesPage }: PageContext,
): Promise<GeneratedFile[]> {
  const { name } = definition;
  const example = await readFile(join(promises, name, 'cases', 'example', 'input.yaml'), 'utf8');
  const reference = deriveReference(definition, withoutModeline(example));
  const portal = derivePortalFiles(definition, { example, reference, servicesPage });
  const promise = derivePromise(definition, { image: `${imageRepository}:${version}`, version });
  return [
    {
      path: `${name}/generated/admission-policy.yaml`,
      content: printObjects(deriveAdmissionPolicy(definition)),
    },
    { path: `${name}/generated/promise.yaml`, content: printYaml(promise) },
    { path: `${name}/generated/README.md`, content: reference },
    { path: `${name}/generated/schema.json`, content: `${printSchema(deriveSchema(definition))}\n` },
    ...portal.map(({ path, content }) => ({ path: `${name}/generated/backstage/${path}`, content })),
  ];
}

/** Removes the line that names the schema for editors: its path only resolves beside the file. */
function withoutModeline(yaml: string): string {
  return yaml.replace(/^# yaml-language-server: .*\n/, '');
}

function printObjects(objects: readonly object[]): string {
  return objects.map((object) => printYaml(object)).join('---\n');
}

/**
 * Writes the files that differ.
 *
 * @returns paths of the files that changed
 */
export async function writeGenerated(folder: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const stale = await staleFiles(folder, files);
  for (const { path, content } of stale) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return stale.map(({ path }) => path);
}

/** Returns the generated files that are missing or outdated. */
export async function staleFiles(folder: string, files: readonly GeneratedFile[]): Promise<GeneratedFile[]> {
  const current = await Promise.all(
    files.map(({ path }) => readFile(join(folder, path), 'utf8').catch(() => undefined)),
  );
  return files.filter(({ content }, index) => content !== current[index]);
}
