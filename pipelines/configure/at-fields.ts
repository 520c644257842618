import { problem, RequestError } from '../../shared/errors.ts';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';

/**
 * Returns the result of a run, whose problems are reported at fields of the request.
 *
 * @throws RequestError of the run, each problem with its field
 */
export async function atFields<Result>(
  { locate }: PromiseDefinition,
  run: () => Promise<Result>,
): Promise<Result> {
  if (locate === undefined) return run();
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = error.problems.map(({ path, message }) => problem(locate(path), message));
    throw new RequestError(error.reason, problems, { cause: error });
  }
}
