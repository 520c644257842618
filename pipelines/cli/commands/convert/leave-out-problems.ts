import { bootstrapClaim } from '../../../../promises/bootstrap-claim/promise.ts';
import { bundleBlocks } from '../../../../promises/infraforge/bundle-services.ts';
import type { Problem } from '../../../../shared/errors.ts';
import { valuePath } from '../../../../shared/helm/value-path.ts';
import { parsePath } from '../../../../shared/kratix/object.ts';
import { withoutHint } from '../../../../shared/promise/legacy-fields.ts';
import { fillImage } from './application-forms.ts';
import { type Conversion, leaveOut, noteAction, noteChange, was } from './conversion.ts';
import type { Draft, Steps } from './draft.ts';

/** Returns the problems of a request as it is now; none if it is accepted. */
export type Check = (draft: Draft) => Promise<readonly Problem[]>;

/** Fields that every item needs: if one of them is refused, the whole item is left out. */
const essential = ['name', 'type', 'value'];

/** Limit for the rounds, more than the levels of any request: each round leaves something out. */
const maxRounds = 100;

/**
 * Leaves out what is refused, with the reason of the refusal, until nothing is.
 *
 * @returns false if the refused part is required, so that the request cannot be converted
 */
export async function leaveOutProblems(conversion: Conversion, check: Check): Promise<boolean> {
  for (let round = 0; round < maxRounds; round++) {
    const problems = await check(conversion.draft);
    if (problems.length === 0) return true;
    const found = problems.map((problem) => ({
      ...problem,
      steps: findSteps(conversion.draft, problem),
    }));
    if (found.some(({ steps }) => steps.length < 2 || isRequired(steps, conversion.kind))) {
      for (const { path, message } of found) noteAction(conversion, toSteps(path), withoutHint(message));
      return false;
    }
    // The last items first, so that the indices of the others stay.
    const ordered = withoutRepeatedSteps(found).toSorted((left, right) =>
      compareSteps(right.steps, left.steps),
    );
    const notes = ordered.map((problem) => {
      const first = conversion.notes.length;
      if (!fillImage(conversion, toSteps(problem.path))) resolveProblem(conversion, problem);
      return conversion.notes.splice(first);
    });
    conversion.notes.push(...notes.toReversed().flat());
  }
  return false;
}

/** Problem with the path of what is left out for it. */
interface Refused extends Problem {
  readonly steps: Steps;
}

/**
 * Keeps one problem of each path: once an item is left out, its path leads to the next item, which a second problem would
 * leave out too.
 */
function withoutRepeatedSteps(problems: readonly Refused[]): Refused[] {
  const seen = new Set<string>();
  return problems.filter(({ steps }) => {
    const key = JSON.stringify(steps);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Returns the path to leave out: the item of an essential field, or what exists above a missing field. */
function findSteps(draft: Draft, { path, message }: Problem): Steps {
  let steps = toSteps(path);
  while (steps.length > 0 && draft.get(steps) === undefined) steps = steps.slice(0, -1);
  return isEssential(steps) && !isAboutQuotes(message) ? steps.slice(0, -1) : steps;
}

/** Returns true for a field that its item, or its block of a bundle, needs. */
function isEssential(steps: Steps): boolean {
  const [top, block, field] = steps;
  if (typeof steps.at(-2) === 'number') return essential.includes(String(steps.at(-1)));
  const isBlock = top === 'spec' && bundleBlocks.some((one) => one.field === block);
  return isBlock && field === 'type' && steps.length === 3;
}

function toSteps(path: string): Steps {
  return parsePath(path).map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
}

function isRequired([top, field, ...below]: Steps, kind: string): boolean {
  if (top === 'metadata') return field === 'name';
  if (kind === bootstrapClaim.kind) return field === 'gitOps' && below.length === 0;
  return field === 'environment' || field === 'tenant';
}

/** Ends of the messages whose advice is followed. */
const [addQuotes, removeQuotes] = ['; add quotes', '; remove the quotes'];

function isAboutQuotes(message: string): boolean {
  return message.endsWith(addQuotes) || message.endsWith(removeQuotes);
}

/** Follows the advice of a message about quotes, or leaves out what is refused. */
function resolveProblem(conversion: Conversion, { steps, path, message }: Refused): void {
  const { draft } = conversion;
  const text = draft.text(steps);
  if (draft.get(steps) === undefined) return;
  if (text !== undefined && message.endsWith(addQuotes)) {
    noteChange(conversion, steps, `quotes added${was(draft, steps)}`);
    draft.set(steps, text);
    return;
  }
  const meant = text === undefined ? undefined : unquoted(text, message);
  if (meant !== undefined) {
    noteChange(conversion, steps, `changed to ${meant}${was(draft, steps)}`);
    draft.set(steps, meant);
  } else leaveOut(conversion, steps, `${missingField({ path, message }, steps)}${withoutHint(message)}`);
}

/** Returns the number or boolean that a string in quotes means; undefined for any other problem. */
function unquoted(text: string, message: string): number | boolean | undefined {
  // If such a value were left out, an item that is turned off would be on.
  const isSwitch = message.startsWith('Expected a boolean');
  if (isSwitch && /^(true|yes|on)$/i.test(text)) return true;
  if (isSwitch && /^(false|no|off)$/i.test(text)) return false;
  return message.endsWith(removeQuotes) && /^[0-9.]+$/.test(text) ? Number(text) : undefined;
}

/** Returns the path of a missing field as a prefix for the reason; an empty string for any other problem. */
function missingField({ path, message }: Problem, steps: Steps): string {
  const below = toSteps(path).slice(steps.length);
  return below.length > 0 && /^Required\b/.test(message) ? `${valuePath(below)}: ` : '';
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
