/** Shows what was done and how long it took, a line for each. @throws what the work throws, after saying so */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    const result = await work();
    showStep(secondsSince(start), name);
    return result;
  } catch (error) {
    showStep(secondsSince(start), `failed: ${name}`);
    throw error;
  }
}

/** A line for what was done. */
export function showStep(seconds: number, text: string): void {
  process.stdout.write(`${seconds.toFixed(1).padStart(7)} s  ${text}\n`);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
