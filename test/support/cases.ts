import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderCharts } from '../../pipelines/charts/chart-folder.ts';
import type { Edges } from '../../pipelines/configure/configure.ts';
import { existingObjects } from '../../pipelines/configure/existing-objects.ts';
import { filePlatform } from '../../pipelines/configure/file-platform.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import type { ChartSource } from '../../shared/helm/chart.ts';
import { parseObject } from '../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { parseRequestFile, parseRequestYaml } from '../../shared/yaml.ts';

/** Folder of the project. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Folder of the Promises. */
export const promisesFolder = join(projectFolder, 'promises');

/** Case of a Promise: a request, what exists before it, and the expected result. */
export interface Case {
  readonly promise: string;
  readonly name: string;
  readonly folder: string;
  /** True if the folder's name is `refused` or begins with `refused-`. */
  readonly isRefused: boolean;
  /** Folder with the expected `output` and `metadata`. */
  readonly expected: string;
}

/** Returns every case of every Promise, sorted by name. */
export function findCases(): Case[] {
  return foldersIn(promisesFolder).flatMap((promise) =>
    foldersIn(join(promisesFolder, promise, 'cases')).map((name) => {
      const folder = join(promisesFolder, promise, 'cases', name);
      const isRefused = /^refused(-|$)/.test(name);
      return { promise, name, folder, isRefused, expected: join(folder, 'expected') };
    }),
  );
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Returns a function that reads each file once for all tests of a process, and returns a copy for each call. */
function readOnce<Content>(read: (file: string) => Content): (file: string) => Content {
  const known = new Map<string, Content>();
  return (file) => {
    if (!known.has(file)) known.set(file, read(file));
    return structuredClone(known.get(file)!);
  };
}

const readObject = readOnce((file) => parseObject(parseRequestYaml(readFileSync(file, 'utf8'))));

const readObjects = readOnce((file) =>
  existsSync(file) ? parseRequestFile(readFileSync(file, 'utf8')).map(parseObject) : [],
);

const readDeliveredPlatforms = readOnce((file) => readObjects(file).map((claim) => filePlatform(claim)));

/** Returns the request of a case. */
export function readInput({ folder }: Pick<Case, 'folder'>): KubernetesObject {
  return readObject(join(folder, 'input.yaml'));
}

/** Returns the path of the platform of a case. Defaults to the example BootstrapClaim. */
export function platformFile({ folder }: Case): string {
  const own = join(folder, 'platform.yaml');
  const fallback = join(promisesFolder, 'bootstrap-claim', 'cases', 'example', 'input.yaml');
  return existsSync(own) ? own : fallback;
}

/** Returns the platforms that exist before the request of a case; none if the request declares one. */
export function readPlatforms(oneCase: Case): KubernetesObject[] {
  return declaresPlatform(oneCase) ? [] : readObjects(platformFile(oneCase));
}

function declaresPlatform(oneCase: Case): boolean {
  return readInput(oneCase).kind === 'BootstrapClaim';
}

/** Returns the requests that exist before the request of a case. */
export function readOthers({ folder }: Case): KubernetesObject[] {
  return readObjects(join(folder, 'others.yaml'));
}

/** Returns the platforms of {@link readPlatforms} in the form of delivered ones. */
function deliveredPlatforms(oneCase: Case): ExistingRequest[] {
  return declaresPlatform(oneCase) ? [] : readDeliveredPlatforms(platformFile(oneCase));
}

/** Folder with charts that the image does not carry, for cases that use third-party charts. */
export const thirdPartyChartsFolder = join(projectFolder, 'test/third-party-charts');

const thirdPartyChartNames = foldersIn(thirdPartyChartsFolder);

/**
 * Charts of this project, read and compiled once for all tests of a process. The folder is relative to that of the
 * project, because refusals repeat its name.
 */
export const ownCharts = folderCharts(relative(process.cwd(), promisesFolder));

const thirdPartyCharts = folderCharts(thirdPartyChartsFolder);

/** Charts of this project, and third-party charts. */
export const caseCharts: ChartSource = {
  resolveChart: (reference) =>
    (thirdPartyChartNames.includes(reference.name) ? thirdPartyCharts : ownCharts).resolveChart(reference),
};

/**
 * Returns what a run of a case reads: its platform is delivered, the requests of others.yaml exist, and the charts are
 * those of this project and of test/third-party-charts.
 */
export function edgesOf(
  oneCase: Case,
  {
    claims,
    input = readInput(oneCase),
  }: { readonly claims?: readonly KubernetesObject[]; readonly input?: KubernetesObject } = {},
): Edges {
  const platforms = claims?.map((claim) => filePlatform(claim)) ?? deliveredPlatforms(oneCase);
  const objects = existingObjects([...readOthers(oneCase), input]);
  const requests = [...platforms, ...objects.map((each) => toExistingRequest(each))];
  return {
    requests: { listRequests: async () => requests },
    charts: caseCharts,
  };
}
