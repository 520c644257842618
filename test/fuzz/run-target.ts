import fc from 'fast-check';
import type { FuzzTarget } from './target.ts';
import { startWatchdog } from './watchdog.ts';

/** Options of {@link runTarget}. */
export interface RunOptions {
  readonly runs: number;
  /** Number that decides every input. The same seed gives the same runs, however many follow. */
  readonly seed: number;
  /** Called after each block of runs with the number of runs so far. */
  readonly onProgress?: (done: number) => void;
}

/** Runs with one seed of fast-check. A failure names the seed of its block, so that few runs repeat it. */
const blockSize = 500;

/** Processor time in seconds that one run may take; the slowest takes a tenth. */
const maxSeconds = 5;

/** Processor time in seconds after which a run counts as one that never ends. */
const endlessSeconds = 60;

/** Milliseconds of waiting after which a run counts as one that never ends. */
const endlessWait = 120_000;

/**
 * Runs a target with many inputs.
 *
 * @returns number of runs by the class of their result
 * @throws Error with the smallest input that breaks a rule, and the command that repeats it
 */
export async function runTarget(
  { name, input, run }: FuzzTarget,
  { runs, seed, onProgress }: RunOptions,
): Promise<ReadonlyMap<string, number>> {
  const classes = new Map<string, number>();
  const watchdog = startWatchdog(endlessSeconds);
  const property = fc.asyncProperty(input, async (value) => {
    watchdog.beat();
    const before = process.cpuUsage();
    const found = await run(value);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1e6 > maxSeconds) throw new Error(`A run took more than ${maxSeconds} s`);
    classes.set(found, (classes.get(found) ?? 0) + 1);
  });
  try {
    for (let done = 0; done < runs; done += blockSize) {
      const block = { name, seed: seed + done / blockSize };
      watchdog.label(commandOf(block));
      const numRuns = Math.min(blockSize, runs - done);
      const result = await fc.check(property, { seed: block.seed, numRuns, timeout: endlessWait });
      if (result.failed) throw describeFailure(block, result);
      onProgress?.(done + numRuns);
    }
  } finally {
    await watchdog.stop();
  }
  return classes;
}

interface Block {
  readonly name: string;
  readonly seed: number;
}

function commandOf({ name, seed }: Block): string {
  return `make fuzz TARGET=${name} SEED=${seed} RUNS=${blockSize}`;
}

function describeFailure(block: Block, result: fc.RunDetails<[unknown]>): Error {
  const { counterexample, counterexamplePath, errorInstance } = result;
  const input = fc.stringify(counterexample).slice(0, 4_000);
  const reason = errorInstance instanceof Error ? `: ${errorInstance.message}` : '';
  const message = `${commandOf(block)} breaks a rule with the input ${input} (path ${counterexamplePath})`;
  return new Error(`${message}${reason}`, { cause: errorInstance });
}
