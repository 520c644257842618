/** Result of measured work. */
export interface Measured {
  /** Processor time that the work would take on a machine of usual speed. It hardly depends on other load. */
  readonly seconds: number;
  /** Error that the work threw. */
  readonly error?: unknown;
}

/** Seconds of the reference work on a machine of usual speed, on which `node -e 0` takes 0.03 s. */
const usual = 0.006;

/** Under `make coverage` every line counts itself, which takes time of its own. */
const counting = process.env['COVERAGE'] === undefined ? 1 : 3;

/** Times that this machine takes longer. */
const slowdown = Math.max(1, fastest(referenceWork) / usual) * counting;

/** Runs the work once and returns its processor time and its error. */
export function measureProcessorTime(work: () => unknown): Measured {
  const { seconds, ...rest } = measure(work);
  return { seconds: seconds / slowdown, ...rest };
}

function measure(work: () => unknown): Measured {
  const before = process.cpuUsage();
  const seconds = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  try {
    work();
    return { seconds: seconds() };
  } catch (error) {
    return { seconds: seconds(), error };
  }
}

/** Returns the least seconds of several runs: the first ones are not compiled yet. */
function fastest(work: () => unknown): number {
  return Math.min(...Array.from({ length: 8 }, () => measure(work).seconds));
}

/** Builds, prints and parses an object, as the measured work does. */
function referenceWork(): unknown {
  const keys = Array.from({ length: 10_000 }, (_, index) => [`k${index.toString(36)}`, [`${index}`]]);
  return JSON.parse(JSON.stringify(Object.fromEntries(keys)));
}
