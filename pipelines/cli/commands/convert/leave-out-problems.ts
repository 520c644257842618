import type { Problem } from '../../../../shared/errors.ts';
import { parsePath } from '../../../../shared/kratix/object.ts';
import { withoutHint } from '../../../../shared/promise/legacy-fields.ts';
import { fillImage } from './application-forms.ts';
import { type Conversion, leaveOut, noteAction, noteChange, was } from './conversion.ts';
import type { Draft, Steps } from './draft.ts';

/** Returns the problems of a request as it is now; none if it is accepted. */
export type Check = (draft: Draft) => Promise<readonly Problem[]>;

/** Fields without which an item means nothing: the item is left out with them. */
const essential = ['name', 'type', 'value'];

/** More rounds than a request has levels: each one leaves something out. */
const mostRounds = 100;

/**
 * Leaves out what is refused, with the reason of the refusal, until nothing is.
 *
 * @returns false if the request cannot do without what is refused
 */
export async function leaveOutProblems(conversion: Conversion, check: Check): Promise<boolean> {
  for (let round = 0; round < mostRounds; round++) {
    const problems = await check(conversion.draft);
    if (problems.length === 0) return true;
    const found = problems.map((problem) => ({
      ...problem,
      steps: findSteps(conversion.draft, problem.path),
    }));
    const hopeless = found.filter(({ steps }) => steps.length < 2 || isRequired(steps));
    if (hopeless.length > 0) {
      for (const { path, message } of hopeless) noteAction(conversion, toSteps(path), withoutHint(message));
      return false;
    }
    // The last items first, so that the indices of the others stay.
    const ordered = found.toSorted((left, right) => compareSteps(right.steps, left.steps));
    const notes = ordered.map(({ steps, path, message }) => {
      const first = conversion.notes.length;
      if (!fillImage(conversion, toSteps(path))) resolveProblem(conversion, steps, message);
      return conversion.notes.splice(first);
    });
    conversion.notes.push(...notes.toReversed().flat());
  }
  return false;
}

/** Returns the path of what is refused: the item for a field without which it means nothing, what exists above a missing field. */
function findSteps(draft: Draft, path: string): Steps {
  let steps = toSteps(path);
  while (steps.length > 0 && draft.get(steps) === undefined) steps = steps.slice(0, -1);
  const isEssential = typeof steps.at(-2) === 'number' && essential.includes(String(steps.at(-1)));
  return isEssential ? steps.slice(0, -1) : steps;
}

function toSteps(path: string): Steps {
  return parsePath(path).map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
}

function isRequired([top, field]: Steps): boolean {
  return top === 'metadata' ? field === 'name' : field === 'environment' || field === 'tenant';
}

/** Follows the advice of a message about quotes, or leaves out what is refused. */
function resolveProblem(conversion: Conversion, steps: Steps, message: string): void {
  const { draft } = conversion;
  const text = draft.text(steps);
  if (draft.get(steps) === undefined) return;
  if (text !== undefined && message.endsWith('; add quotes')) {
    noteChange(conversion, steps, `quoted${was(draft, steps)}`);
    draft.set(steps, text);
  } else if (text !== undefined && message.endsWith('; remove the quotes')) {
    noteChange(conversion, steps, `without its quotes${was(draft, steps)}`);
    draft.set(steps, JSON.parse(text));
  } else leaveOut(conversion, steps, withoutHint(message));
}

/** Compares paths so that the items of a list follow each other, and what is below a field follows it. */
function compareSteps(left: Steps, right: Steps): number {
  const index = left.findIndex((step, at) => step !== right[at]);
  if (index < 0 || index >= right.length) return left.length - right.length;
  const [one, other] = [left[index]!, right[index]!];
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : String(one) < String(other)
      ? -1
      : 1;
}
