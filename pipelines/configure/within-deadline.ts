import { UnavailableError } from '../../shared/errors.ts';

/**
 * Milliseconds of a whole run. Requests to servers have shorter limits, so a longer run waits for something that never
 * comes.
 */
const maxRunTime = 120_000;

/**
 * Waits for a run with a deadline. The timer also keeps Node alive, because a promise that never settles would otherwise
 * end the process without an outcome.
 *
 * @throws UnavailableError `RunTimedOut` after the deadline; otherwise the errors of the run
 */
export async function withinDeadline<T>(run: Promise<T>, milliseconds = maxRunTime): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const message = `The run did not end within ${milliseconds / 1000} s`;
    timer = setTimeout(() => reject(new UnavailableError('RunTimedOut', message)), milliseconds);
  });
  try {
    return await Promise.race([run, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
