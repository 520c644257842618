import { RequestError } from '../../shared/errors.ts';

/** Reason and problems of a refusal as plain values. */
export interface Refusal {
  readonly reason: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/**
 * Returns the refusal of a step, so that a test can compare it.
 *
 * @throws Error if the step succeeds; any other error of the step
 */
export function refusalOf(step: () => unknown): Refusal {
  try {
    step();
  } catch (error) {
    return asRefusal(error);
  }
  throw new Error('The step was expected to be refused');
}

/** Returns the refusal of an asynchronous step. @throws as {@link refusalOf} */
export async function refusalOfAsync(step: () => Promise<unknown>): Promise<Refusal> {
  return step().then(() => {
    throw new Error('The step was expected to be refused');
  }, asRefusal);
}

function asRefusal(error: unknown): Refusal {
  if (!(error instanceof RequestError)) throw error;
  return { reason: error.reason, problems: error.problems };
}

/** Returns the paths of a refusal's problems. */
export const pathsOf = ({ problems }: Refusal): string[] => problems.map(({ path }) => path);
