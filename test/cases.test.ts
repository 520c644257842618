import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configure } from '../pipelines/configure/configure.ts';
import { failedOutcome, type Outcome } from '../shared/kratix/outcome.ts';
import { writeOutcome } from '../shared/kratix/write-outcome.ts';
import { type Case, edgesOf, findCases, readInput } from './support/cases.ts';
import { readTree } from './support/read-tree.ts';
import { temporaryVolumes } from './support/temporary-folder.ts';

const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

async function outcomeOfCase(oneCase: Case): Promise<Outcome> {
  try {
    return await configure(readInput(oneCase), edgesOf(oneCase));
  } catch (error) {
    return failedOutcome(error);
  }
}

function writeExpected({ expected }: Case, outcome: Outcome): void {
  rmSync(expected, { recursive: true, force: true });
  mkdirSync(expected, { recursive: true });
  writeOutcome(
    { input: '', output: join(expected, 'output'), metadata: join(expected, 'metadata') },
    outcome,
  );
}

/** The name of a case declares its outcome, so that a golden update never turns one into the other. */
function ruleFor({ promise, name, isRefused }: Case, { status }: Outcome): string {
  const declared = isRefused
    ? 'a case named refused-… must be refused'
    : 'a case must be delivered unless its folder is named refused or refused-…';
  return `promises/${promise}/cases/${name}: ${declared}; the pipeline reports: ${String(status['message'])}`;
}

describe('configure()', () => {
  it.each(findCases())('writes what case $promise/$name expects', async (oneCase) => {
    const outcome = await outcomeOfCase(oneCase);
    expect(outcome.outcome, ruleFor(oneCase, outcome)).toBe(oneCase.isRefused ? 'refused' : 'delivered');
    if (isUpdate) writeExpected(oneCase, outcome);
    const volumes = temporaryVolumes();
    writeOutcome(volumes, outcome);
    const written = { output: readTree(volumes.output), metadata: readTree(volumes.metadata) };
    const expected = readTree(oneCase.expected);
    const flat = Object.entries(written).flatMap(([volume, files]) =>
      Object.entries(files).map(([path, content]) => [`${volume}/${path}`, content] as const),
    );
    expect(Object.fromEntries(flat)).toEqual(expected);
    // No input has a credential in a message: a mask would mean that redact() mistakes plain text for one.
    expect(JSON.stringify(expected)).not.toContain('***');
  });
});
