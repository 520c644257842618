import { type TestAPI, describe as vitestDescribe, test as vitestTest } from 'vitest';
import { type Need, skipReason } from './needs.ts';
import { Scenario } from './scenario.ts';

/**
 * Vitest's `test` with the fixture `scenario`: the platform, and requests that are removed at the end of the file.
 * Suite hooks receive the fixture too: `test.beforeAll(({ scenario }) => …)`.
 */
export const test: TestAPI<{ scenario: Scenario }> = vitestTest.extend<{ $file: { scenario: Scenario } }>({
  scenario: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the pattern
    async ({}, use) => {
      const scenario = await Scenario.connect();
      await use(scenario);
      await scenario.cleanUp();
    },
    { scope: 'file' },
  ],
}) as never;

/** Declares a scenario with its needs. Where the cluster lacks one of them, the report shows the reason. */
export function describeScenario(title: string, define: () => void): void;
export function describeScenario(
  title: string,
  options: { needs: readonly Need[] },
  define: () => void,
): void;
export function describeScenario(
  title: string,
  ...rest: [() => void] | [{ needs: readonly Need[] }, () => void]
): void {
  const [options, define] = rest.length === 1 ? [{ needs: [] }, rest[0]] : rest;
  const reason = skipReason(options.needs);
  vitestDescribe.skipIf(reason)(reason === undefined ? title : `${title} (skipped: ${reason})`, define);
}
