import { problem, RequestError } from '../../shared/errors.ts';
import type { Chart, DeleteHook, RenderedKind } from '../../shared/helm/chart.ts';
import type { ChartValues } from '../../shared/helm/chart-tree.ts';
import { mayBeRendered } from '../../shared/release/may-be-rendered.ts';
import { clusterScopedKind, reservedKind, shownKinds } from '../../shared/release/object-kinds.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { tenantCharts } from '../../shared/release/tenant.ts';
import { isOwnChart, thirdPartyCharts } from './allowed-charts.ts';

/** Enabled charts of a release with their values. */
type Charts = readonly ChartValues[];

/**
 * Refuses a chart whose post-delete hook is rendered with any values: Argo CD renders it once the values are removed, so
 * the deletion of the Application always hangs (argo-cd v3.5, `executePostDeleteHooks`).
 *
 * @throws RequestError `InvalidChart` at the chart of the release
 */
export function checkDeleteHooks(charts: Charts, { path, chart }: Pick<Release, 'path' | 'chart'>): void {
  const hook = hooksOf(charts).find(({ phase, isCertain }) => phase === 'post-delete' && isCertain);
  if (hook === undefined) return;
  const message = `Chart "${chart.name}" has a post-delete hook, ${hook.path}, which would hang without its values; use another chart`;
  throw new RequestError('InvalidChart', [problem(`${path}.chart`, message)]);
}

/** Returns warnings about hooks that may hang, and about kinds that the AppProject of the release does not allow. */
export function templateWarnings(
  charts: Charts,
  context: { readonly chart: Chart; readonly release: Release; readonly platform: KindRules },
): string[] {
  return [...hookWarnings(hooksOf(charts)), ...kindWarnings(charts, context)];
}

/** Part of a platform that decides which kinds releases may have. */
export type KindRules = Pick<Platform, 'chartsRepository' | 'tenants'>;

function hooksOf(charts: Charts): DeleteHook[] {
  return charts.flatMap(({ chart, values }) =>
    (chart.templates?.deleteHooks ?? []).filter((hook) => mayBeRendered(hook, values)),
  );
}

function hookWarnings(hooks: readonly DeleteHook[]): string[] {
  return (['post-delete', 'pre-delete'] as const).flatMap((phase) => {
    const found = hooks.find((hook) => hook.phase === phase);
    if (found === undefined) return [];
    const what = `The chart may have a ${phase} hook, ${found.path}: Argo CD cannot render it once the release is removed`;
    const finalizer = `${phase}-finalizer.argocd.argoproj.io`;
    return [
      `${what}, and its deletion hangs until the finalizers ${finalizer} are removed from the Application`,
    ];
  });
}

const allowedField = 'BootstrapClaim spec.chartsRepository.allowed[].kinds';
const shownKindWarnings = 10;
const clusterRole = /^rbac[.]authorization[.]k8s[.]io\/ClusterRole(?:Binding)?$/;

function kindWarnings(
  charts: Charts,
  {
    chart,
    release,
    platform,
  }: { readonly chart: Chart; readonly release: Release; readonly platform: KindRules },
): string[] {
  if (isOwnChart(chart.name)) return [];
  const allowed = allowedKinds(platform, release);
  const refused = new Map<string, RenderedKind>();
  for (const { chart: node, values } of charts) {
    for (const rendered of node.templates?.kinds ?? []) {
      if (allowed.has(rendered.kind) || !mayBeRendered(rendered, values)) continue;
      if (!refused.has(rendered.kind)) refused.set(rendered.kind, rendered);
    }
  }
  return [...refused.values()].slice(0, shownKindWarnings).map(kindWarning);
}

function kindWarning({ kind, path }: RenderedKind): string {
  const what = `The chart renders the kind "${kind}", ${path}, which Argo CD will not apply`;
  if (clusterScopedKind.test(kind) || clusterRole.test(kind))
    return `${what}, because it is cluster-scoped; turn it off in the values, or ask the platform team to install it`;
  if (reservedKind.test(kind))
    return `${what}, because it is reserved for the platform team; turn it off in the values`;
  return `${what}; turn it off in the values, or ask the platform team to list it in ${allowedField}`;
}

/** Returns the kinds that the AppProject for third-party charts allows: those of all its charts. */
function allowedKinds(platform: KindRules, { tenant }: Release): ReadonlySet<string> {
  const owner = platform.tenants?.find(({ name }) => name === tenant);
  const listed = tenantCharts(owner, thirdPartyCharts(platform));
  // The project also allows Namespace, which CreateNamespace needs.
  return new Set(['Namespace', ...shownKinds, ...listed.flatMap(({ kinds }) => kinds)]);
}
