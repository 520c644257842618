import { RequestError } from '../../shared/errors.ts';

/** What a refusal says, as plain values. */
export interface Refusal {
  readonly reason: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/**
 * The refusal that a step ends in, so that a test can compare it.
 *
 * @throws Error where the step succeeds; whatever the step throws, where that is no refusal
 */
export function refusalOf(step: () => unknown): Refusal {
  try {
    step();
  } catch (error) {
    return asRefusal(error);
  }
  throw new Error('The step was expected to be refused');
}

/** The same for a step that takes its time. */
export async function refusalOfAsync(step: () => Promise<unknown>): Promise<Refusal> {
  return step().then(() => {
    throw new Error('The step was expected to be refused');
  }, asRefusal);
}

function asRefusal(error: unknown): Refusal {
  if (!(error instanceof RequestError)) throw error;
  return { reason: error.reason, problems: error.problems };
}

/** Paths of the problems of a refusal. */
export const pathsOf = ({ problems }: Refusal): string[] => problems.map(({ path }) => path);
