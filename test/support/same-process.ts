import { afterAll, expect } from 'vitest';

const before = processState();

// Test files share a process, so each file must restore what it changes.
afterAll(() => {
  expect(processState(), 'the file changed this process and did not restore it').toEqual(before);
});

function processState(): object {
  return {
    environment: { ...process.env },
    folder: process.cwd(),
    exitCode: process.exitCode,
    fetch: globalThis.fetch,
  };
}
