/** Result of measured work. */
export interface Measured {
  /** Processor time, which hardly depends on other load on the machine. */
  readonly seconds: number;
  /** Error that the work threw. */
  readonly error?: unknown;
}

/** Under `make coverage` every line counts itself, which takes time of its own. */
const slowdown = process.env['COVERAGE'] === undefined ? 1 : 3;

/** Runs the work once and returns its processor time and its error. */
export function measureProcessorTime(work: () => unknown): Measured {
  const before = process.cpuUsage();
  const seconds = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / slowdown;
  };
  try {
    work();
    return { seconds: seconds() };
  } catch (error) {
    return { seconds: seconds(), error };
  }
}
