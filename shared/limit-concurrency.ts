/** Runs work when its turn comes. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a function that runs at most some pieces of work at once, in the order of the calls. */
export function limitConcurrency(most: number): InTurn {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // the next one takes over the place
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
