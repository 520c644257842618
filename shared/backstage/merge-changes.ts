import { isRecord } from '../is-record.ts';
import { isEqual } from './deep-equal.ts';
import { namedItems } from './named-items.ts';

/** Values of one field: as the form showed it, as the user left it, and as it is stored. */
export interface Edited {
  readonly opened: unknown;
  readonly edited: unknown;
  readonly stored: unknown;
}

/**
 * Returns the stored value with the changes that a user made in a form (three-way merge). Fields that the form does not
 * show stay as they are.
 */
export function mergeChanges({ opened, edited, stored }: Edited): unknown {
  if (isEqual(opened, edited)) return stored;
  if (isRecord(opened) && isRecord(edited) && isRecord(stored))
    return mergeFields({ opened, edited, stored });
  const [old, current] = namedItems(opened, edited) ?? [];
  const [, kept] = namedItems(opened, stored) ?? [];
  // An item without a counterpart has nothing that the form does not show.
  if (old === undefined || current === undefined || kept === undefined || kept.size !== old.size)
    return edited;
  return [...current].map(([name, item]) =>
    old.has(name) && kept.has(name)
      ? mergeChanges({ opened: old.get(name), edited: item, stored: kept.get(name) })
      : item,
  );
}

function mergeFields({ opened, edited, stored }: Record<keyof Edited, Record<string, unknown>>): object {
  const keys = new Set([...Object.keys(stored), ...Object.keys(edited)]);
  const entries = [...keys].map((key): [string, unknown] => [
    key,
    mergeChanges({ opened: opened[key], edited: edited[key], stored: stored[key] }),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
