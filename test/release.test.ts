import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { definitions } from '../promises/index.ts';
import { projectFolder } from './support/cases.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

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

test('promises.sh writes the ClusterRoles, and each Promise with its policies and the image by digest', () => {
  const file = join(temporaryFolder(), 'promises.yaml');
  const image = `ghcr.io/acme/infraforge@sha256:${'0'.repeat(64)}`;
  execFileSync(join(projectFolder, '.github/release/promises.sh'), [image, file], { cwd: projectFolder });
  const text = readFileSync(file, 'utf8');
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  const namesOf = (kind: string): string[] =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  expect(namesOf('ClusterRole')).toEqual([
    'infraforge-platform',
    'infraforge-requester',
    'infraforge-viewer',
  ]);
  expect(namesOf('Promise')).toEqual(definitions.map(({ name }) => name));
  expect(namesOf('ValidatingAdmissionPolicy')).toEqual(
    expect.arrayContaining(
      definitions.map(({ plural }) => `request-status.${plural}.platform.infraforge.io`),
    ),
  );
  const images = [...text.matchAll(/^ *image: (.*)$/gm)].map(([, name]) => name);
  expect(new Set(images)).toEqual(new Set([image]));
});
