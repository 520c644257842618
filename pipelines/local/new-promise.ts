export function newPromise(name: string, options: { promises: string }): { files: string[]; next: string } {
  throw new Error(`${name}${options.promises}`);
}
