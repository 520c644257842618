/**
 * Returns the processor time of this process in milliseconds. Unlike a clock, it does not run faster on a busy machine or
 * with a limit of Kubernetes.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
