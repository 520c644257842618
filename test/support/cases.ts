import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderCharts } from '../../pipelines/charts/chart-folder.ts';
import type { Edges } from '../../pipelines/configure/configure.ts';
import { existingObjects } from '../../pipelines/configure/existing-objects.ts';
import { filePlatform } from '../../pipelines/configure/file-platform.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import { parseObject } from '../../shared/kratix/object.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseRequestFile, parseRequestYaml } from '../../shared/yaml.ts';

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Folder of the Promises. */
export const promisesFolder = join(projectFolder, 'promises');

/** One case of a Promise: a request, what surrounds it, and what must come of it. */
export interface Case {
  readonly promise: string;
  readonly name: string;
  readonly folder: string;
  /** Declared by the folder's name: `refused`, or `refused-` and why. */
  readonly isRefused: boolean;
  /** Folder with `output` and `metadata` as Kratix would collect them. */
  readonly expected: string;
}

/** Every case of every Promise, in the order of their names. */
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

/** The request of a case. */
export function readInput({ folder }: Case): KubernetesObject {
  return parseObject(parseRequestYaml(readFileSync(join(folder, 'input.yaml'), 'utf8')));
}

/** The platform of a case, as a file; the example BootstrapClaim where the case brings none. */
export function platformFile({ folder }: Case): string {
  const own = join(folder, 'platform.yaml');
  const fallback = join(promisesFolder, 'bootstrap-claim', 'cases', 'example', 'input.yaml');
  return existsSync(own) ? own : fallback;
}

/** The platforms that are declared before a case's request: none where the request declares one itself. */
export function readPlatforms(oneCase: Case): KubernetesObject[] {
  return readInput(oneCase).kind === 'BootstrapClaim' ? [] : readObjects(platformFile(oneCase));
}

/** The requests that exist before a case's request. */
export function readOthers({ folder }: Case): KubernetesObject[] {
  return readObjects(join(folder, 'others.yaml'));
}

function readObjects(file: string): KubernetesObject[] {
  return existsSync(file) ? parseRequestFile(readFileSync(file, 'utf8')).map(parseObject) : [];
}

/**
 * What a case's request finds: its platform is delivered, the requests of others.yaml exist already, and charts are
 * those of this project.
 */
export function edgesOf(oneCase: Case): Edges {
  const platforms = readPlatforms(oneCase).map(filePlatform);
  const objects = existingObjects([...readOthers(oneCase), readInput(oneCase)]);
  const requests = [...platforms, ...objects.map(toExistingRequest)];
  return {
    requests: { listRequests: async () => requests },
    // As a person in the project's folder would name it: what is refused repeats the name.
    charts: folderCharts(relative(process.cwd(), promisesFolder)),
  };
}
