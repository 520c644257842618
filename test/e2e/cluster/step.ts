/** Shows what was done and how long it took, a line for each. @throws what the work throws, after saying so */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    const result = await work();
    show(start, name);
    return result;
  } catch (error) {
    show(start, `failed: ${name}`);
    throw error;
  }
}

function show(start: number, text: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${seconds.padStart(7)} s  ${text}\n`);
}
