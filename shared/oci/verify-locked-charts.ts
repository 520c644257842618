import { setMaxListeners } from 'node:events';
import { versionToTag } from '../chart-files/chart-identity.ts';
import type { ChartsLock } from '../chart-files/charts-lock.ts';
import { RequestError, UnavailableError } from '../errors.ts';
import { parseReference } from './reference.ts';
import { openRegistry, type RegistryOptions } from './registry-client.ts';

/** State of a locked chart in a registry. */
export interface LockedChartState {
  readonly name: string;
  readonly version: string;
  readonly state: 'same' | 'missing' | 'different' | 'unknown';
  /** Digest in the registry if it differs; error message if it is unknown. */
  readonly detail?: string;
}

/** Locked charts and the registry that should have them. */
export interface LockedCharts {
  /** `oci://host[:port]/path` */
  readonly repository: string;
  readonly plainHTTP?: boolean;
  readonly lock: ChartsLock;
}

/** Time limit for all charts together, in milliseconds. */
const verifyMs = 5_000;

/**
 * Compares the tags of a registry with the lock, concurrently and without reading a chart.
 *
 * @returns the state of each chart of the lock, in its order; `unknown` if the registry fails
 */
export async function verifyLockedCharts(
  { repository, plainHTTP, lock }: LockedCharts,
  options: RegistryOptions = {},
): Promise<LockedChartState[]> {
  const folder = parseReference(`${repository}/charts`);
  const signal = AbortSignal.timeout(options.limits?.totalMs ?? verifyMs);
  // every chart listens, and Node warns of more than ten listeners
  setMaxListeners(0, signal);
  const registry = openRegistry(folder.registry, { ...options, plainHTTP });
  const ask = async (name: string): Promise<string | undefined> => {
    const { repository: path } = parseReference(`${repository}/${name}`);
    return registry.repository(path, { signal }).resolveTag(versionToTag(lock[name]?.version ?? ''));
  };
  return Promise.all(
    Object.entries(lock).map(async ([name, { version, digest }]) => {
      try {
        const found = await ask(name);
        if (found === undefined) return { name, version, state: 'missing' as const };
        if (found === digest) return { name, version, state: 'same' as const };
        return { name, version, state: 'different' as const, detail: found };
      } catch (error) {
        if (!(error instanceof RequestError || error instanceof UnavailableError)) throw error;
        return { name, version, state: 'unknown' as const, detail: error.message };
      }
    }),
  );
}

/** Returns the states that need attention, as sentences for `status.warnings`. */
export function lockedChartWarnings(states: readonly LockedChartState[], repository: string): string[] {
  return states.flatMap(({ name, version, state, detail }) => {
    const chart = `Chart "${name}" version "${version}"`;
    if (state === 'missing') return [`${chart} is not in "${repository}"`];
    if (state === 'different')
      return [`${chart} in "${repository}" differs from the carried chart: ${detail}`];
    if (state === 'unknown') return [`${chart} in "${repository}" could not be checked: ${detail}`];
    return [];
  });
}
