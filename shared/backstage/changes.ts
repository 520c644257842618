import { isRecord } from '../is-record.ts';
import { printableValue } from '../printable-value.ts';
import { isEqual } from './deep-equal.ts';
import { namedItems } from './named-items.ts';

/**
 * Returns a line for each field that differs between two specs: `spec.applications[web].replicas: 2 → 3`. Values that may
 * be secrets are not shown.
 */
export function changesOf(before: unknown, after: unknown): string[] {
  return changesAt({ text: 'spec', keys: [] }, before, after);
}

/** Path of a value, as text and as the keys that tell if the value may be a secret. */
interface ValuePath {
  readonly text: string;
  readonly keys: readonly string[];
}

function changesAt(path: ValuePath, before: unknown, after: unknown): string[] {
  if (isEqual(before, after)) return [];
  if (after === undefined && typeof before === 'object') return [`${path.text}: removed`];
  const items = listChanges(path, before, after);
  if (items !== undefined) return items;
  const isNew = before === undefined && isRecord(after) && Object.keys(after).length > 0;
  if (isRecord(after) && (isNew || isRecord(before))) {
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      changesAt(
        { text: `${path.text}.${key}`, keys: [...path.keys, key] },
        (before as Record<string, unknown> | undefined)?.[key],
        after[key],
      ),
    );
  }
  return [`${path.text}: ${show(before, path)} → ${show(after, path)}`];
}

/** Returns the changes of a list of objects; undefined for other values. */
function listChanges(
  { text, keys }: ValuePath,
  before: unknown = [],
  after: unknown = [],
): string[] | undefined {
  const items = namedItems(before, after);
  if (items === undefined) return undefined;
  const [old, current] = items;
  const names = [...new Set([...old.keys(), ...current.keys()])];
  if (names.length === 0) return undefined;
  const lines = names.flatMap((name) =>
    changesAt({ text: `${text}[${name}]`, keys }, old.get(name), current.get(name)),
  );
  return lines.length === 0 ? [`${text}: other order`] : lines;
}

function show(value: unknown, { keys }: ValuePath): string {
  if (value === undefined) return 'unset';
  if (Array.isArray(value)) {
    const items = value.map((item) => printableValue(item, keys));
    return items.includes(undefined) ? 'a list' : `[${items.join(', ')}]`;
  }
  if (isRecord(value)) return Object.keys(value).length === 0 ? '{}' : 'an object';
  return printableValue(value, keys) ?? '(not shown)';
}
