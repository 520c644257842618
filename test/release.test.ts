import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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

const base = /^ARG BASE=(.*)$/m.exec(
  readFileSync(join(projectFolder, 'pipelines/configure/Dockerfile'), 'utf8'),
)![1]!;

/** Runs image.sh with a fake docker and make, for a base tag with some digest. */
function runImage({ newest, index = '{"manifests":[{"platform":{"architecture":"arm64"}}]}' }: ImageOptions) {
  const folder = temporaryFolder();
  const program = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  program(
    'docker',
    `case "$*" in
      *--raw*) echo '${index}' ;;
      *:nonroot*) echo '${newest}' ;;
      *1.2.3*) echo 'sha256:built' ;;
    esac`,
  );
  program('make', `echo "$*" >> ${folder}/calls`);
  const output = join(folder, 'output');
  const { status, stdout, stderr } = spawnSync(
    join(projectFolder, '.github/release/image.sh'),
    ['ghcr.io/acme/infraforge', '1.2.3'],
    {
      cwd: projectFolder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, GITHUB_OUTPUT: output },
    },
  );
  const read = (name: string): string =>
    readdirSync(folder).includes(name) ? readFileSync(join(folder, name), 'utf8') : '';
  return { status, stdout, stderr, make: read('calls'), output: read('output') };
}

interface ImageOptions {
  readonly newest: string;
  readonly index?: string;
}

test('image.sh builds on the base of the Dockerfile, and reports a tag that has moved', () => {
  expect(base).toMatch(/^gcr\.io\/[^:]+@sha256:[0-9a-f]{64}$/);
  const current = runImage({ newest: base.split('@')[1]! });
  expect(current).toMatchObject({ status: 0, stdout: '' });
  expect(current.make).not.toContain('BASE');
  expect(current.output).toContain('reference=ghcr.io/acme/infraforge@sha256:built\n');
  expect(runImage({ newest: 'sha256:other' }).stdout).toContain('has moved to sha256:other: update ARG BASE');
});

test('image.sh refuses a base of one architecture', () => {
  const { status, stderr, make } = runImage({ newest: '', index: '{"layers":[]}' });
  expect([status, make]).toEqual([1, '']);
  expect(stderr).toContain('is not an image index with both architectures');
});

test('every workflow names its actions by commit', () => {
  const folder = join(projectFolder, '.github/workflows');
  const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const actions = [...text.join('\n').matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(4);
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test('package-lock.json has a checksum of every package, also for other platforms', () => {
  const { packages } = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const without = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && !integrity);
  expect(without.map(([path]) => path)).toEqual([]);
});
