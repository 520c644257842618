/** Seconds of processor time that the work takes, whatever else runs on the machine. */
export function processorSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  try {
    work();
  } catch {
    // how it ends is another assertion's business
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
