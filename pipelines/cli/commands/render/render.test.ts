import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageChart } from '../../../../shared/chart-files/package-chart.ts';
import { promisesFolder, thirdPartyChartsFolder } from '../../../../test/support/cases.ts';
import { readTree } from '../../../../test/support/read-tree.ts';
import { type Run, runInfraforge } from '../../../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { readChartFolder } from '../../../charts/chart-folder.ts';

const platform = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');

/** Renders requests, given as the text of files, with the built-in charts. */
async function render(texts: Record<string, string>, flags: readonly string[] = ['--platform', platform]) {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  const files = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const again = (more: readonly string[] = []): Promise<Run> =>
    runInfraforge(['render', ...flags, '--out', out, ...more, ...files]);
  const run = await again(['--json']);
  const lines = run.printed.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...run, lines, out, folder, again };
}

function request(name: string, { application = name, metadata = '', spec = '' } = {}): string {
  return `---
apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: ${name}
${metadata}
spec:
  environment: dev
  applications:
    - name: ${application}
      image: { repository: ghcr.io/acme/web, tag: v1.0.0 }
${spec}
`;
}

describe('infraforge render', () => {
  it.each([
    ['  creationTimestamp: {toString: 1}', 'metadata.creationTimestamp'],
    ['  uid: [{toString: 1, valueOf: 1}]', 'metadata.uid'],
    ['  namespace: {toString: 1}', 'metadata.namespace'],
  ])('refuses a request with the metadata %j, and renders the others', async (metadata, path) => {
    const { lines } = await render({ 'a.yaml': request('broken', { metadata }) + request('shop') });
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual(expect.objectContaining({ name: 'shop', outcome: 'delivered' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ outcome: 'refused', problems: [expect.objectContaining({ path })] }),
    );
  });

  it('refuses a request whose namespace of releases is an object, and renders the others', async () => {
    const broken = request('broken', { spec: '  namespace: [{toString: 1}]' });
    const { lines } = await render({ 'a.yaml': broken + request('shop') });
    expect(lines.map(({ outcome }) => outcome).toSorted()).toEqual(['delivered', 'refused']);
  });

  it('writes the output of the container for each request to its own folder', async () => {
    const input = readFileSync(join(promisesFolder, 'application-claim/cases/example/input.yaml'), 'utf8');
    const { lines, out, code } = await render({ 'a.yaml': input });
    expect(code).toBe(0);
    const written = readTree(join(out, 'ApplicationClaim/default/ecommerce-apps'));
    expect(written).toEqual(readTree(join(promisesFolder, 'application-claim/cases/example/expected')));
    expect(lines).toEqual([
      expect.objectContaining({
        kind: 'ApplicationClaim',
        namespace: 'default',
        name: 'ecommerce-apps',
        outcome: 'delivered',
        reason: null,
        problems: [],
        files: ['application', 'config', 'values'].map(
          (file) => `environments/nonprod/dev/applications/notification-service/${file}.yaml`,
        ),
      }),
    ]);
  });

  it('assigns a release name to the first of two requests in the order of the files', async () => {
    const { lines, code } = await render({
      '1.yaml': request('z', { application: 'web' }),
      '2.yaml': request('a', { application: 'web' }),
    });
    expect(code).toBe(2);
    expect(lines.map(({ name, reason }) => [name, reason])).toEqual([
      ['z', null],
      ['a', 'NameTaken'],
    ]);
    expect(JSON.stringify(lines[1])).toContain('ApplicationClaim default/z');
  });

  it('uses a timestamp as the age of a request', async () => {
    const metadata = '  creationTimestamp: "2020-01-01T00:00:00Z"';
    const text = request('young', { application: 'web' }) + request('old', { application: 'web', metadata });
    const { lines } = await render({ 'a.yaml': text });
    expect(lines.map(({ name, reason }) => [name, reason])).toEqual([
      ['young', 'NameTaken'],
      ['old', null],
    ]);
  });

  it('renders a BootstrapClaim among the files and uses it as the platform', async () => {
    const { lines, code, out } = await render(
      { 'a.yaml': request('web'), 'b.yaml': readFileSync(platform, 'utf8') },
      [],
    );
    expect(lines.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['ApplicationClaim', 'delivered'],
      ['BootstrapClaim', 'delivered'],
    ]);
    expect(code).toBe(0);
    const expected = join(promisesFolder, 'bootstrap-claim/cases/example/expected');
    const written = join(out, 'BootstrapClaim/infraforge-platform/platform-bootstrap');
    expect(readTree(written)).toEqual(readTree(expected));
  });

  it('expects a BootstrapClaim without a namespace in the namespace of the platform', async () => {
    const text = readFileSync(platform, 'utf8').replace('  namespace: infraforge-platform\n', '');
    const { lines } = await render({ 'a.yaml': text, 'b.yaml': request('web') }, []);
    expect(lines.map(({ outcome, namespace }) => [outcome, namespace])).toEqual([
      ['delivered', 'infraforge-platform'],
      ['delivered', 'default'],
    ]);
  });

  it('refuses a BootstrapClaim of another namespace, unless it is given as the platform', async () => {
    const text = readFileSync(platform, 'utf8').replace('infraforge-platform', 'team-a');
    const files = { 'a.yaml': text, 'b.yaml': request('web') };
    expect((await render(files, [])).lines.map(({ reason }) => reason)).toEqual(['NotAllowed', 'NoPlatform']);
    const file = join(temporaryFolder(), 'platform.yaml');
    writeFileSync(file, text);
    const { lines } = await render({ 'b.yaml': request('web') }, ['--platform', file]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(['delivered']);
  });

  it('accepts a BootstrapClaim that is both platform and request', async () => {
    const { lines } = await render({ 'a.yaml': readFileSync(platform, 'utf8'), 'b.yaml': request('web') });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  });

  it('applies an edited platform among the files to the other requests', async () => {
    const edited = readFileSync(platform, 'utf8').replace('[dev, qa, staging]', '[dev, lab]');
    const lab = request('web').replace('environment: dev', 'environment: lab');
    const qa = request('api').replace('environment: dev', 'environment: qa');
    const { lines } = await render({ 'a.yaml': edited, 'b.yaml': lab, 'c.yaml': qa });
    expect(lines.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'delivered',
      'delivered',
      'UnknownEnvironment',
    ]);
  });

  it('refuses platforms with the same cluster type in any order, and renders nothing', async () => {
    const folder = temporaryFolder();
    const other = join(folder, 'other.yaml');
    writeFileSync(other, readFileSync(platform, 'utf8').replace('platform-bootstrap', 'other'));
    for (const [first, second] of [
      [platform, other],
      [other, platform],
    ] as const) {
      const flags = ['--platform', first, '--platform', second];
      const { code, complaints, out } = await render({ 'a.yaml': request('web') }, flags);
      expect(code).toBe(2);
      expect(complaints.join()).toContain('is declared by BootstrapClaim');
      expect(existsSync(out)).toBe(false);
    }
  });

  it('refuses a file without a request', async () => {
    const { lines, code } = await render({ 'a.yaml': '---\n# nothing\n' });
    expect(code).toBe(2);
    expect(lines[0]).toMatchObject({ outcome: 'refused', reason: 'InvalidRequest' });
  });

  it('ignores a refused BootstrapClaim as a platform', async () => {
    const second = readFileSync(platform, 'utf8')
      .replace('name: platform-bootstrap', 'name: second')
      .replace('[dev, qa, staging]', '[dev, lab]');
    const lab = request('web').replace('environment: dev', 'environment: lab');
    const { lines } = await render({ '1.yaml': second, '2.yaml': lab });
    expect(lines.map(({ reason }) => reason)).toEqual(['PlatformConflict', 'UnknownEnvironment']);
  });

  it('refuses a request without a platform', async () => {
    const { lines, code } = await render({ 'a.yaml': request('web') }, []);
    expect([code, lines[0]?.['reason']]).toEqual([2, 'NoPlatform']);
  });

  it('refuses an invalid file by its name, and continues', async () => {
    const { lines, code, folder } = await render({ 'a.yaml': 'kind: [', 'b.yaml': request('web') });
    expect(code).toBe(2);
    expect(lines[0]).toMatchObject({
      kind: null,
      name: null,
      outcome: 'refused',
      reason: 'InvalidRequest',
      source: join(folder, 'a.yaml'),
      problems: [{ path: join(folder, 'a.yaml') }],
    });
    expect(lines[1]).toMatchObject({ name: 'web', outcome: 'delivered' });
  });

  it('ends with 66 and names every file that cannot be read, before it renders any', async () => {
    const { code, complaints, printed, again, out } = await render({ 'a.yaml': request('web') });
    expect([code, complaints, printed.length]).toEqual([0, [], 1]);
    rmSync(out, { recursive: true });
    const run = await again(['/no/such/file.yaml', '-f', '/no/such/folder']);
    expect([run.code, run.printed]).toEqual([66, []]);
    expect(run.complaints).toEqual([
      'Cannot read "/no/such/file.yaml": no such file or folder\nCannot read "/no/such/folder": no such file or folder',
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it('ends with 73 if the results cannot be written', async () => {
    const file = join(temporaryFolder(), 'a.yaml');
    writeFileSync(file, request('web'));
    const run = await runInfraforge(['render', '--platform', platform, '--out', '/proc/no/such', file]);
    expect([run.code, run.complaints]).toEqual([
      73,
      [expect.stringMatching(/^Cannot write to "\/proc\/no\/such\//)],
    ]);
  });

  it.each([
    ['metadata.name', request('../../escaped', { application: 'web' })],
    ['metadata.name', request('..', { application: 'web' })],
    ['metadata.namespace', request('web', { metadata: '  namespace: ../../../escaped' })],
    ['metadata.namespace', request('web', { metadata: '  namespace: 7' })],
    ['kind', request('web').replace('kind: ApplicationClaim', 'kind: ../../escaped')],
  ])('writes nothing for an invalid %s', async (path, text) => {
    const { lines, out, folder, code } = await render({ 'a.yaml': text });
    expect(code).toBe(2);
    expect(lines[0]).toMatchObject({ outcome: 'refused', reason: 'InvalidRequest', folder: null });
    expect(lines[0]?.['problems']).toEqual([expect.objectContaining({ path })]);
    expect(existsSync(out)).toBe(false);
    expect(Object.keys(readTree(folder))).toEqual(['a.yaml']);
  });

  it('reports an invalid name together with the problems of the spec, and the value of the name', async () => {
    const text = request('Shop_1', {
      application: 'web',
      metadata: '  namespace: Team_A',
      spec: '      replica: 2',
    });
    const { lines } = await render({ 'a.yaml': text });
    expect(lines[0]?.['problems']).toEqual([
      {
        path: 'metadata.namespace',
        message:
          'Invalid namespace "Team_A"; use lower-case letters, digits and dashes, at most 63 characters',
      },
      {
        path: 'metadata.name',
        message:
          'Invalid name "Shop_1"; use lower-case letters, digits, dashes and dots, at most 253 characters',
      },
      {
        path: 'spec.applications[0].replica',
        message: expect.stringMatching(/^Unknown field; did you mean "replicas"\? Run "infraforge explain /),
      },
    ]);
  });

  it('reports a missing name and a namespace of the wrong type together with the problems of the spec', async () => {
    const text = request('web', { metadata: '  namespace: 7', spec: '      replica: 2' });
    const { lines } = await render({ 'a.yaml': text.replace('  name: web', '') });
    const problems = lines[0]?.['problems'] as { path: string }[];
    expect(problems.map(({ path }) => path)).toEqual([
      'metadata.name',
      'metadata.namespace',
      'spec.applications[0].replica',
    ]);
  });

  it('prints the name of a file that cannot be parsed once', async () => {
    const file = join(temporaryFolder(), 'a.yaml');
    writeFileSync(file, 'a: 1\na: 2\n');
    const { printed } = await runInfraforge(['validate', file]);
    expect(printed[0]?.split('\n')).toEqual([
      `✗ ${file}  InvalidRequest`,
      '    Parse request: 2:1: duplicate key "a"; first at 1:1; remove one of them',
    ]);
  });

  it('refuses the second of two requests with the same name', async () => {
    const second = request('web', { spec: '      replicas: 7' });
    const { lines, out, folder } = await render({ '1.yaml': request('web'), '2.yaml': second });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['delivered', 'refused']);
    expect(JSON.stringify(lines[1])).toContain(join(folder, '1.yaml'));
    expect(JSON.stringify(readTree(out))).not.toContain('replicas: 7');
  });

  it.each([
    ['apps/v1', 'Deployment', 'UnknownKind', 'ApplicationClaim'],
    ['platform.infraforge.io/v1', 'PlatformClaim', 'UnknownKind', 'PlatformApplicationClaim'],
    ['platform.infraforge.io/v1alpha1', 'ApplicationClaim', 'InvalidRequest', 'platform.infraforge.io/v1'],
  ])('refuses %s %s with the supported value', async (apiVersion, kind, reason, supported) => {
    const text = request('web')
      .replace('platform.infraforge.io/v1', apiVersion)
      .replace('kind: ApplicationClaim', `kind: ${kind}`);
    const { lines } = await render({ 'a.yaml': text });
    expect(lines[0]).toMatchObject({ outcome: 'refused', reason });
    expect(JSON.stringify(lines[0]?.['problems'])).toContain(supported);
  });

  it('ignores the release names of a request with an unsupported version', async () => {
    const older = request('older', { application: 'web' }).replace('/v1', '/v1alpha1');
    const { lines } = await render({ 'a.yaml': older + request('web') });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['refused', 'delivered']);
  });

  it('writes the same bytes again, removes stale files of a request and keeps other files', async () => {
    const { out, again } = await render({
      'a.yaml': request('web') + request('broken', { spec: '      x: 1' }),
    });
    const before = readTree(out);
    writeFileSync(join(out, 'ApplicationClaim/default/web/output/stale.yaml'), 'stale');
    mkdirSync(join(out, 'ApplicationClaim/default/other'));
    writeFileSync(join(out, 'ApplicationClaim/default/other/mine.yaml'), 'mine');
    expect((await again()).code).toBe(2);
    expect(readTree(out)).toEqual({ ...before, 'ApplicationClaim/default/other/mine.yaml': 'mine' });
  });

  it('prints every problem with its path, the folder of the result, and the duration', async () => {
    const { again, out } = await render({
      'a.yaml': request('web') + request('broken', { spec: '      replica: 1' }),
    });
    const { printed } = await again();
    expect(printed[0]).toContain('✓ ApplicationClaim default/web  1 application delivered to dev');
    expect(printed[0]).toContain(join(out, 'ApplicationClaim/default/web'));
    expect(printed[1]).toContain('spec.applications[0].replica: Unknown field; did you mean "replicas"?');
    expect(printed.at(-1)).toMatch(/^2 requests in \d+\.\d\d s: 1 delivered, 1 refused$/);
  });

  it('refuses a --platform that is not a BootstrapClaim, and renders nothing', async () => {
    const file = join(temporaryFolder(), 'p.yaml');
    writeFileSync(file, request('web'));
    const { code, complaints, printed, out } = await render({ 'a.yaml': request('web') }, [
      '--platform',
      file,
    ]);
    expect([code, printed]).toEqual([2, []]);
    expect(complaints.join()).toContain(file);
    expect(existsSync(out)).toBe(false);
  });
});

describe('infraforge render --charts', () => {
  it('reads the chart of an archive', async () => {
    const { archive } = await packageChart(
      await readChartFolder(join(thirdPartyChartsFolder, 'web-frontend')),
    );
    const file = join(temporaryFolder(), 'web-frontend-2.4.1.tgz');
    writeFileSync(file, archive);
    const folder = join(promisesFolder, 'application-claim/cases/third-party-chart');
    const [input = ''] = readFileSync(join(folder, 'input.yaml'), 'utf8').split('    # a chart of this');
    const { code, out } = await render({ 'a.yaml': input }, [
      '--platform',
      join(folder, 'platform.yaml'),
      '--charts',
      file,
    ]);
    expect(code).toBe(0);
    const path = 'output/environments/nonprod/dev/applications/shop-web/application.yaml';
    const [ours, golden] = [join(out, 'ApplicationClaim/team-shop/shop'), join(folder, 'expected')];
    expect(readTree(ours)[path]).toBe(readTree(golden)[path]);
  });

  it.each([
    ['missing.tgz', 66, /^Cannot read --charts ".*missing\.tgz": no such file or folder$/],
    ['a.yaml', 64, /is neither a folder nor a \.tgz archive/],
  ])('refuses --charts %s', async (name, expected, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yaml'), '');
    const { code, complaints } = await render({ 'a.yaml': request('web') }, ['--charts', join(folder, name)]);
    expect([code, complaints.join()]).toEqual([expected, expect.stringMatching(message)]);
  });
});

describe('infraforge validate', () => {
  const validate = (args: readonly string[], input = ''): Promise<Run> =>
    runInfraforge(['validate', '--platform', platform, '--charts', promisesFolder, ...args], input);
  const names = ({ printed }: Run): unknown[] =>
    printed.map((line) => (JSON.parse(line) as { name: unknown }).name);

  it('prints the result of each request and writes nothing', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yaml'), request('web') + request('broken', { spec: '      replica: 1' }));
    const before = readTree(folder);
    const { code, printed } = await validate([join(folder, 'a.yaml')]);
    expect(code).toBe(2);
    expect(printed[0]).toBe('✓ ApplicationClaim default/web  1 application delivered to dev');
    expect(printed[1]).toMatch(/^✗ ApplicationClaim default\/broken {2}InvalidRequest\n.*replica/);
    expect(readTree(folder)).toEqual(before);
  });

  it('prints only problems with --quiet', async () => {
    const text = request('web') + request('broken', { spec: '      replica: 1' });
    const { printed } = await validate(['--quiet', '-'], text);
    expect(printed.map((line) => line.slice(0, 10))).toEqual([
      '✗ Applicat',
      expect.stringMatching(/^2 request/),
    ]);
    expect(await validate(['-q', '-'], request('web'))).toMatchObject({ code: 0, printed: [] });
  });

  it('reads standard input, the items of a list, and JSON', async () => {
    const item = (name: string): string => request(name).replace('---', '').trim().replaceAll('\n', '\n    ');
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${item('one')}\n  - ${item('two')}\n`;
    expect(names(await validate(['--json', '-f', '-'], list))).toEqual(['one', 'two']);
    const json = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'platform.infraforge.io/v1', kind: 'ApplicationClaim', metadata: { name: 'three' } },
      ],
    });
    expect(names(await validate(['--json', '-'], json))).toEqual(['three']);
  });

  it('prints the position of an object without a name in a file with several objects', async () => {
    const list = JSON.stringify({ kind: 'List', items: [5, { kind: 'Redis' }] });
    const { printed } = await validate(['-'], `${request('one')}---\n${list}`);
    expect(printed.flatMap((text) => /^✗ (.*) {2}/.exec(text)?.[1] ?? [])).toEqual([
      'standard input: Object 2',
      'standard input: Object 3',
    ]);
    expect((await validate(['-'], '{kind: Redis}')).printed[0]).toMatch(/^✗ standard input {2}/);
  });

  it('reads the YAML and JSON files of a folder, and of its subfolders with --recursive', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'team'));
    for (const [file, name] of Object.entries({
      'b.yml': 'b',
      'a.yaml': 'a',
      'team/c.yaml': 'c',
      'd.txt': 'd',
    })) {
      writeFileSync(join(folder, file), request(name));
    }
    expect(names(await validate(['--json', folder]))).toEqual(['a', 'b']);
    expect(names(await validate(['--json', '-R', '-f', folder]))).toEqual(['a', 'b', 'c']);
    const empty = temporaryFolder();
    expect(await validate([empty])).toMatchObject({
      code: 66,
      complaints: [
        `Cannot read "${empty}": it has no .yaml, .yml or .json file; use --recursive for its subfolders`,
      ],
    });
  });

  it('ends with 64 if no file is named', async () => {
    expect(await validate([])).toMatchObject({
      code: 64,
      complaints: ['Name a file, a folder, or - for standard input'],
    });
  });

  it('binds an application to a service of a later file, through a request that waits itself', async () => {
    const bound = (name: string, service: string, component = '') =>
      request(name, { spec: `      services: [${service}]\n${component}` });
    const { lines, code, out } = await render({
      'a.yaml': bound('web', 'web-db'),
      'b.yaml': bound('shop', 'shop-db', '  components: [{ name: web-db, type: postgresql }]'),
      'c.yaml': request('data', { spec: '  components: [{ name: shop-db, type: postgresql }]' }),
    });
    expect(lines.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['web', 'delivered'],
      ['shop', 'delivered'],
      ['data', 'delivered'],
    ]);
    expect(code).toBe(0);
    const values = 'output/environments/nonprod/dev/applications/web/values.yaml';
    const text = readFileSync(join(out, 'ApplicationClaim/default/web', values), 'utf8');
    expect(text).toContain('WEB_DB_HOST');
  });

  it('lets requests wait if they bind to services of each other', async () => {
    const { lines } = await render({
      'a.yaml': request('a', {
        spec: '      services: [b-db]\n  components: [{ name: a-db, type: postgresql }]',
      }),
      'b.yaml': request('b', {
        spec: '      services: [a-db]\n  components: [{ name: b-db, type: postgresql }]',
      }),
    });
    expect(lines.map(({ reason }) => reason)).toEqual(['ServiceNotDelivered', 'ServiceNotDelivered']);
  });
});
