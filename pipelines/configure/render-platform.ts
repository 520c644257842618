import { services } from '../../promises/services.ts';
import {
  type OperatorSource,
  renderEnvironmentProject,
  renderOperatorsProject,
} from '../../shared/argocd/app-project.ts';
import { renderOperator, renderRoot, renderSentinel } from '../../shared/argocd/root.ts';
import type { Platform } from '../../shared/release/platform.ts';
import { operatorFile, projectsFile, type RootName, rootPaths } from '../../shared/release/state-store.ts';
import { printYaml } from '../../shared/yaml.ts';

const roots: readonly RootName[] = ['apps', 'platform', 'operators'];

/** Everything that a cluster type has before anything is requested, by path. */
export function renderPlatform(platform: Platform): [string, string][] {
  const { clusterType, environments } = platform.gitOps;
  const operators = operatorsOf(platform);
  const projects = [
    ...environments.map((environment) => renderEnvironmentProject(platform, environment)),
    renderOperatorsProject(platform, operators),
  ];
  return [
    ...roots.flatMap((root): [string, string][] => {
      const { file, sentinel } = rootPaths(clusterType, root);
      return [
        [file, printYaml(renderRoot(platform, root))],
        [sentinel, printYaml(renderSentinel(platform, root))],
      ];
    }),
    [projectsFile(clusterType), projects.map((project) => `---\n${printYaml(project)}`).join('')],
    ...operators.map((operator): [string, string] => [
      operatorFile(clusterType, operator.name),
      printYaml(renderOperator(platform, operator)),
    ]),
  ];
}

/** Each operator once, however many services need it. */
function operatorsOf(platform: Platform): OperatorSource[] {
  const known = new Map(services.map(({ operator }) => [operator.name, operator]));
  return platform.operators.toSorted().map((name) => {
    const source = known.get(name)?.source;
    if (source === undefined) throw new Error(`The schema let the operator '${name}' through`);
    const { appVersion: _, ...rest } = source;
    return { name, ...rest };
  });
}
