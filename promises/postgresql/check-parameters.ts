import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { parseQuantity } from '../../shared/release/quantity.ts';
import { stringAt } from '../../shared/release/value-access.ts';

const parameters = 'postgresql.parameters';

/**
 * Reports settings that CloudNativePG refuses, so that Argo CD could never sync (cloudnative-pg 1.30,
 * internal/webhook/v1/cluster_webhook.go, `validateConfiguration` and `validateResources`).
 */
export function checkParameters(merged: Values): Problem[] {
  return [...sharedBuffersProblems(merged), ...walProblems(merged), ...booleanProblems(merged)];
}

/** Reports shared buffers above the memory request. */
function sharedBuffersProblems(merged: Values): Problem[] {
  const path = `${parameters}.shared_buffers`;
  const buffers = stringAt(merged, path) ?? '';
  const memory = stringAt(merged, 'resources.requests.memory') ?? stringAt(merged, 'resources.limits.memory');
  const [size, available] = [parseSize(buffers), parseQuantity(memory ?? '')];
  if (size === undefined || available === undefined || size < available) return [];
  const message = `shared_buffers (${buffers}) must be below the memory request (${memory}); lower it, or raise resources.requests.memory`;
  return [problem(path, message)];
}

/** Returns the size of the separate volume of the write-ahead log; undefined if the log shares that of the data. */
export function walVolume(merged: Values): string | undefined {
  return stringAt(merged, 'postgresql.walStorage.size') || undefined;
}

/** Minimum size of that volume: wal_keep_size and max_wal_size take up to 1.5 GB. */
const minWALVolume = '2Gi';

/** Reports WAL settings that do not fit together, or not into the volume of WAL. */
function walProblems(merged: Values): Problem[] {
  const [least, most] = [`${parameters}.min_wal_size`, `${parameters}.max_wal_size`];
  const [min, max] = [stringAt(merged, least) ?? '80MB', stringAt(merged, most) ?? '1GB'];
  const ownVolume = walVolume(merged);
  const volume = ownVolume ?? stringAt(merged, 'persistence.size') ?? '';
  const [minSize, maxSize, volumeSize] = [parseSize(min), parseSize(max), parseQuantity(volume)];
  const invalid = (
    [
      [least, min, minSize],
      [most, max, maxSize],
    ] as const
  ).flatMap(([path, text, size]) =>
    size === undefined ? [problem(path, `"${text}" is not a size; use one such as "2GB"`)] : [],
  );
  if (minSize === undefined || maxSize === undefined) return invalid;
  if (ownVolume !== undefined && (volumeSize ?? 0) < parseQuantity(minWALVolume)!)
    return [problem('postgresql.walStorage.size', `Too small for WAL; use at least "${minWALVolume}"`)];
  if (minSize >= maxSize)
    return [problem(least, `min_wal_size (${min}) must be below max_wal_size (${max})`)];
  if (volumeSize === undefined || maxSize < volumeSize) return [];
  return [problem(most, `max_wal_size (${max}) must be below the size of the volume (${volume})`)];
}

/** Settings that CloudNativePG reads as booleans. */
const booleans = ['hot_standby_feedback', 'sync_replication_slots', 'wal_log_hints'];
const onValues = /^(?:1|on|y|ye|yes|t|tr|tru|true)$/i;
const offValues = /^(?:0|of|off|n|no|f|fa|fal|fals|false)$/i;

function booleanProblems(merged: Values): Problem[] {
  const hasStandbys = Number(stringAt(merged, 'replicas') ?? 1) > 1;
  return booleans.flatMap((name) => {
    const path = `${parameters}.${name}`;
    const text = stringAt(merged, path);
    if (text === undefined) return [];
    if (name === 'wal_log_hints' && hasStandbys && offValues.test(text))
      return [problem(path, 'wal_log_hints must be on with more than one instance; remove it')];
    if (onValues.test(text) || offValues.test(text)) return [];
    return [problem(path, `"${text}" is not a boolean; use "on" or "off"`)];
  });
}

/** Bytes of PostgreSQL's units. A number without a unit is in megabytes, as CloudNativePG reads it. */
const units: Readonly<Record<string, number>> = {
  '': 2 ** 20,
  B: 1,
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

/** Returns the bytes of a size in PostgreSQL's notation; undefined if CloudNativePG cannot read it. */
function parseSize(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^([0-9]{1,15}) {0,4}([kMGT]?B)?$/.exec(text) ?? [];
  return amount === '' ? undefined : Number(amount) * units[unit]!;
}
