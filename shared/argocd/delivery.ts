import type { Values } from '../helm/chart.ts';
import type { Operator } from '../release/operator.ts';
import type { AllowedChart, Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import {
  namespaceFile,
  operatorFile,
  projectsFile,
  type RootName,
  releaseFiles,
  rootPaths,
} from '../release/state-store.ts';
import { hasEnvironment, tenantCharts } from '../release/tenant.ts';
import { printYaml } from '../yaml.ts';
import {
  type NamespacesProjectContext,
  renderEnvironmentProject,
  renderInfrastructureProject,
  renderNamespacesProject,
  renderOperatorsProject,
  renderThirdPartyProject,
} from './app-project.ts';
import {
  type ApplicationSource,
  type NamespaceSource,
  renderApplication,
  renderNamespaceApplication,
} from './application.ts';
import { renderApplicationSets } from './application-set.ts';
import { renderOperator, renderRoot, renderSentinel } from './root.ts';

/*
 * Interface between the pipeline and Argo CD. The pipeline imports no other file of this folder, so that replacing
 * these functions replaces the way of delivery.
 */

export type { NamespaceSource } from './application.ts';

/** File in the state store. */
export type DeliveredFile = readonly [path: string, content: string];

/** Returns the root Applications of a platform. ApplicationSets replace those of the environments. */
export function rootsOf({ gitOps: { delivery } }: Platform): readonly RootName[] {
  return delivery === 'applicationSets' ? ['operators'] : ['apps', 'platform', 'operators'];
}

/** Returns the files through which Argo CD delivers a release. */
export function releaseDelivery(release: Release, source: ApplicationSource): DeliveredFile[] {
  return [[releaseFiles(release).application, printYaml(renderApplication(release, source))]];
}

/** Context of a platform: what its files depend on besides the platform itself. */
export interface PlatformContext {
  readonly operators: readonly Operator[];
  /** Platforms of the other BootstrapClaims. */
  readonly platforms: readonly Platform[];
  /** Environments with requests that have not run since the platform got tenants. */
  readonly formerlyShared: readonly string[];
  /** Kinds of objects that the charts of this project render. */
  readonly kinds: readonly string[];
  /** Third-party charts that requests may use. */
  readonly thirdPartyCharts: readonly AllowedChart[];
  /** Chart of the namespaces that requests ask for, and the kinds that it renders in them. */
  readonly infrastructure: Pick<NamespacesProjectContext, 'chart' | 'kinds'>;
  readonly namespaceDefaults: {
    readonly sources: readonly NamespaceSource[];
    /**
     * AppProject of these namespaces, and of those that have just lost their defaults: Argo CD removes only objects that
     * their project permits (argo-cd v3.5, `getPermittedAppLiveObjects`).
     */
    readonly project: NamespacesProjectContext;
  };
}

/**
 * Returns the root Applications or ApplicationSets, the AppProjects and the operators of a cluster type, which exist before
 * the first request. The files of releases are equal for both, so that a change of the delivery needs no other run.
 */
export function platformDelivery(platform: Platform, context: PlatformContext): DeliveredFile[] {
  const { operators, namespaceDefaults } = context;
  const { clusterType } = platform.gitOps;
  const projects = [
    ...renderEnvironmentProjects(platform, context),
    renderOperatorsProject(platform, operators),
    ...(namespaceDefaults.project.namespaces.length === 0
      ? []
      : [renderNamespacesProject(platform, namespaceDefaults.project)]),
  ];
  return [
    ...rootsOf(platform).flatMap((root): DeliveredFile[] => {
      const { file, sentinel } = rootPaths(clusterType, root);
      return [
        [
          file,
          printYaml(renderRoot(platform, { root, withNamespaces: namespaceDefaults.sources.length > 0 })),
        ],
        [sentinel, printYaml(renderSentinel(platform, root))],
      ];
    }),
    ...(platform.gitOps.delivery === 'applicationSets'
      ? renderApplicationSets(platform).map(({ file, set }): DeliveredFile => [file, printYaml(set)])
      : []),
    [projectsFile(clusterType), projects.map((project) => `---\n${printYaml(project)}`).join('')],
    ...operators.map(
      (operator): DeliveredFile => [
        operatorFile(clusterType, operator.name),
        printYaml(renderOperator(platform, operator)),
      ],
    ),
    ...namespaceDefaults.sources.map(
      (source): DeliveredFile => [
        namespaceFile(clusterType, source.namespace),
        printYaml(renderNamespaceApplication(platform, source)),
      ],
    ),
  ];
}

/**
 * Renders the AppProjects of every environment. The shared project stays until each request has run since the platform
 * got tenants: until then, the Applications of the request refer to it.
 */
function renderEnvironmentProjects(
  platform: Platform,
  { platforms, formerlyShared, kinds, thirdPartyCharts, infrastructure }: PlatformContext,
): Values[] {
  const { gitOps, tenants } = platform;
  return gitOps.environments.flatMap((environment) => {
    const owners = tenants?.filter((tenant) => hasEnvironment(tenant, environment)) ?? [];
    const isShared = tenants === undefined || formerlyShared.includes(environment);
    return [...(isShared ? [undefined] : []), ...owners].flatMap((tenant) => {
      const context = { environment, tenant, platforms };
      const project = renderEnvironmentProject(platform, { ...context, kinds });
      const charts = tenantCharts(tenant, thirdPartyCharts);
      return [
        project,
        ...(charts.length === 0 ? [] : [renderThirdPartyProject(platform, { ...context, charts })]),
        renderInfrastructureProject(platform, { ...context, ...infrastructure }),
      ];
    });
  });
}
