import { expect } from 'vitest';
import { type Case, findCases } from '../../support/cases.ts';
import { expectedOf } from './expected.ts';
import type { Pod } from './pod.ts';
import type { ProgramResult } from './run-program.ts';

/** Arguments of the entrypoint. */
export const args = ['--carried-charts'];

/** Every case that needs no other charts than those of the image. */
export const cases = findCases().filter(({ name }) => !name.endsWith('third-party-chart'));

export function caseNamed(promise: string, name: string): Case {
  return cases.find((oneCase) => oneCase.promise === promise && oneCase.name === name)!;
}

/** Expects that a container has written the files of a case, and that Kratix can read them. */
export async function expectWritten(
  pod: Pod,
  { oneCase, ended }: { oneCase: Case; ended: ProgramResult },
): Promise<void> {
  expect(ended).toMatchObject({ status: 0, stdout: '' });
  // only our own log, and no warning of Node
  for (const line of ended.stderr.trim().split('\n')) expect(line).toMatch(/^\{.*\}$/);
  expect(pod.written()).toEqual(withAnswer(await expectedOf(oneCase)));
  expect(await pod.readAsKratix()).toMatchObject({ status: 0, stderr: '' });
}

/** Adds the generation that the status answers: the files of a case have none, and an object on a cluster has. */
function withAnswer(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const status = 'metadata/status.yaml';
  return { ...files, [status]: `answered: 1\n${files[status]}` };
}
