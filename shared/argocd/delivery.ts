import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import {
  operatorFile,
  projectsFile,
  type RootName,
  releaseFiles,
  rootPaths,
} from '../release/state-store.ts';
import { printYaml } from '../yaml.ts';
import { type OperatorSource, renderEnvironmentProject, renderOperatorsProject } from './app-project.ts';
import { type ApplicationSource, renderApplication } from './application.ts';
import { renderOperator, renderRoot, renderSentinel } from './root.ts';

/*
 * Interface between the pipeline and Argo CD. The pipeline imports no other file of this folder, so that replacing these
 * two functions replaces the way of delivery.
 */

/** File in the state store. */
export type DeliveredFile = readonly [path: string, content: string];

const roots: readonly RootName[] = ['apps', 'platform', 'operators'];

/** Returns the files through which Argo CD delivers a release. */
export function releaseDelivery(release: Release, source: ApplicationSource): DeliveredFile[] {
  return [[releaseFiles(release).application, printYaml(renderApplication(release, source))]];
}

/** Returns the root Applications, AppProjects and operators of a cluster type, which exist before the first request. */
export function platformDelivery(
  platform: Platform,
  { operators, platforms }: { operators: readonly OperatorSource[]; platforms: readonly Platform[] },
): DeliveredFile[] {
  const { clusterType, environments } = platform.gitOps;
  const projects = [
    ...environments.map((environment) => renderEnvironmentProject(platform, { environment, platforms })),
    renderOperatorsProject(platform, operators),
  ];
  return [
    ...roots.flatMap((root): DeliveredFile[] => {
      const { file, sentinel } = rootPaths(clusterType, root);
      return [
        [file, printYaml(renderRoot(platform, root))],
        [sentinel, printYaml(renderSentinel(platform, root))],
      ];
    }),
    [projectsFile(clusterType), projects.map((project) => `---\n${printYaml(project)}`).join('')],
    ...operators.map(
      (operator): DeliveredFile => [
        operatorFile(clusterType, operator.name),
        printYaml(renderOperator(platform, operator)),
      ],
    ),
  ];
}
