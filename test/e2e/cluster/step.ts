/** Runs a step and prints its name and duration. @throws the error of the step, after the line */
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

/** Shows the line of a step. */
export function showStep(seconds: number, text: string): void {
  process.stdout.write(`${seconds.toFixed(1).padStart(7)} s  ${text}\n`);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
