import { type TestAPI, describe as vitestDescribe, test as vitestTest } from 'vitest';
import { missingOperators } from '../operators/given-operators.ts';
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

/** Needs of a scenario beyond the API of the cluster. */
export interface ScenarioOptions {
  readonly needs?: readonly Need[];
  /** Sub-folders of `OPERATORS` that it uses. */
  readonly operators?: readonly string[];
}

/** Declares a scenario with its needs. Where the cluster lacks one of them, the report shows the reason. */
export function describeScenario(title: string, define: () => void): void;
export function describeScenario(title: string, options: ScenarioOptions, define: () => void): void;
export function describeScenario(title: string, ...rest: [() => void] | [ScenarioOptions, () => void]): void {
  const [{ needs, operators = [] }, define] = rest.length === 1 ? [{}, rest[0]] : rest;
  const reason = skipReason(needs) ?? withoutOperators(title, operators);
  vitestDescribe.skipIf(reason)(reason === undefined ? title : `${title} (skipped: ${reason})`, define);
}

/** Returns the reason to skip a scenario without its operators, and prints it: the report does not show skipped titles. */
function withoutOperators(title: string, operators: readonly string[]): string | undefined {
  const reason = missingOperators(operators);
  if (reason !== undefined) process.stdout.write(`skipped: ${title}: ${reason}\n`);
  return reason;
}
