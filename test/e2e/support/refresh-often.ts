import { waitUntil } from '../cluster/wait-until.ts';
import { applications, refreshHard } from './application.ts';
import type { Scenario } from './scenario.ts';

/** Number of refreshes: Argo CD makes four of them in ten minutes. */
const refreshes = 20;

const refreshAnnotation = 'argocd.argoproj.io/refresh';

interface Compared {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly status?: string;
    }[];
    readonly operationState?: { readonly startedAt?: string };
  };
}

/** State of an Application after many refreshes. */
export interface Settled {
  /** Each result of a comparison that was not Synced, with the objects that differed. */
  readonly outOfSync: readonly string[];
  /** Number of syncs that began meanwhile. */
  readonly syncs: number;
}

/** Refreshes an Application many times without any cache. Returns the comparisons that were not Synced, and the syncs. */
export async function refreshOften(
  { api }: Pick<Scenario, 'api'>,
  { name }: { name: string },
): Promise<Settled> {
  const path = `${applications}/${name}`;
  const outOfSync: string[] = [];
  const begun = new Set([(await api.get<Compared>(path)).status?.operationState?.startedAt]);
  for (let count = 0; count < refreshes; count += 1) {
    await refreshHard({ api }, name);
    const { status = {} } = await waitUntil({
      what: `Application "${name}" is refreshed`,
      within: 60,
      probe: async () => {
        const found = await api.get<Compared>(path);
        return found.metadata.annotations?.[refreshAnnotation] === undefined ? found : undefined;
      },
    });
    begun.add(status.operationState?.startedAt);
    const different = (status.resources ?? []).filter((object) => object.status === 'OutOfSync');
    if (status.sync?.status !== 'Synced' || different.length > 0)
      outOfSync.push(`${status.sync?.status}: ${different.map((object) => `${object.kind} ${object.name}`)}`);
  }
  return { outOfSync, syncs: begun.size - 1 };
}
