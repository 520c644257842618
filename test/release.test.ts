import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectFolder } from './support/cases.ts';

const workflow = parse(readFileSync(join(projectFolder, '.github/workflows/release.yml'), 'utf8')) as {
  readonly jobs: { readonly release: { readonly steps: readonly { readonly run?: string }[] } };
};

test('the release workflow publishes nothing before it has verified that every chart is released', () => {
  const commands = workflow.jobs.release.steps.map(({ run = '' }) => run);
  const step = (command: string): number => commands.findIndex((run) => run.includes(command));
  const verification = step('node dist/infraforge.mjs charts verify --released');
  expect(verification).toBeGreaterThan(step('make check test'));
  for (const publication of ['docker login', 'image.sh', 'charts.sh', 'gh release create']) {
    expect(step(publication), publication).toBeGreaterThan(verification);
  }
});
