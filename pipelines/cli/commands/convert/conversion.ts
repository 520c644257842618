import { valuePath } from '../../../../shared/helm/value-path.ts';
import { isRecord } from '../../../../shared/is-record.ts';
import { printableValue } from '../../../../shared/printable-value.ts';
import { findOption } from '../../../../shared/promise/command-line.ts';
import type { Draft, Steps } from './draft.ts';

/** One line of the report: the change of a field. */
export interface Note {
  /** Path in the given request. */
  readonly path: string;
  readonly text: string;
  /** True if the user must act: something is left out, or a placeholder needs a value. */
  readonly needsAction: boolean;
}

/** Request during its conversion, with the changes so far. */
export interface Conversion {
  readonly draft: Draft;
  readonly kind: string;
  readonly notes: Note[];
}

/** Notes a change at a path of the draft. */
export function noteChange({ draft, notes }: Conversion, steps: Steps, text: string): void {
  notes.push({ path: valuePath(draft.origin(steps)), text, needsAction: false });
}

/** Notes an action that the user must take at a path of the draft. */
export function noteAction({ draft, notes }: Conversion, steps: Steps, text: string): void {
  notes.push({ path: valuePath(draft.origin(steps)), text, needsAction: true });
}

/** Leaves out a field or an item, and notes why. */
export function leaveOut(conversion: Conversion, steps: Steps, reason: string): void {
  noteAction(conversion, steps, `left out${was(conversion.draft, steps)}: ${reason}`);
  if (steps.includes('values')) conversion.draft.removeWithParents(steps);
  else conversion.draft.remove(steps);
}

/** Sets a value and notes the change. */
export function replace(conversion: Conversion, steps: Steps, value: unknown, text: string): void {
  noteChange(conversion, steps, `${text}${was(conversion.draft, steps)}`);
  conversion.draft.set(steps, value);
}

/** Moves a field and notes the change. If the new field has another value already, the old one is left out. */
export function moveField(conversion: Conversion, from: Steps, to: Steps): void {
  const { draft } = conversion;
  const [value, existing] = [draft.get(from), draft.get(to)];
  if (existing === undefined) {
    noteChange(conversion, from, `moved to ${valuePath(draft.origin(to))}${was(draft, from)}`);
    draft.move(from, to);
  } else if (draft.text(from) !== undefined && draft.text(from) === draft.text(to)) {
    noteChange(conversion, from, `moved to ${valuePath(draft.origin(to))}${was(draft, from)}`);
    draft.remove(from);
  } else if (isRecord(value) && isRecord(existing)) {
    for (const key of draft.keys(from)) moveField(conversion, [...from, key], [...to, key]);
    if (draft.keys(from).length === 0) draft.removeWithParents(from);
  } else {
    leaveOut(conversion, from, `${valuePath(to)} is set too; keep one of them`);
    if (isRecord(draft.get(from.slice(0, -1))) && draft.keys(from.slice(0, -1)).length === 0)
      draft.removeWithParents(from.slice(0, -1));
  }
}

/** Returns the old value of a change in parentheses; an empty string if it is long or may be a secret. */
export function was(draft: Draft, steps: Steps): string {
  const shown = shownValue(draft, steps);
  return shown === '' ? '' : ` (was${shown})`;
}

/** Characters of a list that is shown in full. */
const longestList = 60;

/** Returns a value after a space; an empty string if it is long or may be a secret. */
function shownValue(draft: Draft, steps: Steps): string {
  const value = draft.get(steps);
  if (hasPassword(draft.get(steps.slice(0, -1)))) return '';
  if (Array.isArray(value)) {
    const items = value.map((item) => printableValue(item, draft.origin(steps)));
    const text = items.join(', ');
    return items.includes(undefined) || text.length > longestList || hasPassword(value)
      ? ` a list of ${value.length}`
      : ` [${text}]`;
  }
  if (isRecord(value) && typeof value['name'] === 'string') return ` ${JSON.stringify(value['name'])}`;
  if (isRecord(value)) return ` an object with ${Object.keys(value).join(', ') || 'no field'}`;
  const shown = printableValue(value, draft.origin(steps));
  return shown === undefined ? '' : ` ${shown}`;
}

/** Returns true for the words of a command with a password after an option. */
function hasPassword(value: unknown): boolean {
  return Array.isArray(value) && findOption(value.filter((item) => typeof item === 'string')) !== undefined;
}
