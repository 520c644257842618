import { describe, expect, it } from 'vitest';
import { goodChart, type TestEntry, tarball } from '../../test/support/tar.ts';
import { readChartArchive } from './chart-archive.ts';

const read = async (...more: TestEntry[]) => readChartArchive(await tarball([...goodChart, ...more]));
const hook = (kinds: string) => `metadata:\n  annotations:\n    "helm.sh/hook": ${kinds}\n`;

describe('readChartArchive()', () => {
  it('reads name, version and values files', async () => {
    const chart = await read(
      ['web/values-production.yaml', 'replicas: 3\n'],
      ['web/values.schema.json', '{"type":"object"}'],
      ['web/README.md', '# not read'],
    );
    expect(chart).toEqual({
      name: 'web',
      version: '1.0.0',
      values: { replicas: 1 },
      productionValues: { replicas: 3 },
      schema: { type: 'object' },
    });
  });

  it('reads appVersion as a string, even if it is a number', async () => {
    const archive = await tarball([['web/Chart.yaml', 'name: web\nversion: 1.0.0\nappVersion: 16\n']]);
    expect(await readChartArchive(archive)).toMatchObject({ appVersion: '16', values: {} });
  });

  it('reads an empty values file as an empty object', async () => {
    expect((await read(['web/values-production.yaml', '# nothing\n'])).productionValues).toEqual({});
  });

  it('reads the delete hooks and the kinds of its templates', async () => {
    const service = 'apiVersion: v1\nkind: Service\n';
    const chart = await read(
      ['web/templates/job.yaml', hook('post-delete')],
      ['web/templates/web.yaml', service],
      ['web/crds/a.yaml', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n'],
    );
    expect(chart.templates).toMatchObject({
      deleteHooks: [{ phase: 'post-delete', isCertain: true, path: 'templates/job.yaml', conditions: [] }],
      kinds: expect.arrayContaining([
        { kind: 'Service', path: 'templates/web.yaml', conditions: [] },
        { kind: 'apiextensions.k8s.io/CustomResourceDefinition', path: 'crds/a.yaml', conditions: [] },
      ]),
    });
  });

  it('reads an archive whose folder has another name than the chart', async () => {
    const archive = await tarball([['web-1.0.0/Chart.yaml', 'name: web\nversion: v1.2\n']]);
    expect(await readChartArchive(archive)).toMatchObject({ name: 'web', version: 'v1.2' });
  });

  it('reads a version that is a number as Helm does', async () => {
    const archive = await tarball([['web/Chart.yaml', 'name: web\nversion: 1.20\n']]);
    expect(await readChartArchive(archive)).toMatchObject({ version: '1.2' });
  });

  it('detects a post-delete hook in a dependency, unpacked or packaged', async () => {
    const template = hook('post-delete');
    const metadata = 'name: db\nversion: 1.0.0\n';
    const unpacked: TestEntry[] = [
      ['web/charts/db/Chart.yaml', metadata],
      ['web/charts/db/templates/job.yaml', template],
    ];
    const found = (path: string) => ({ subcharts: [{ templates: { deleteHooks: [{ path }] } }] });
    expect(await read(...unpacked)).toMatchObject(found('charts/db/templates/job.yaml'));
    const dependency = await tarball([
      ['db/Chart.yaml', metadata],
      ['db/templates/job.yaml', template],
    ]);
    expect(await read(['web/charts/db-1.0.0.tgz', dependency])).toMatchObject(
      found('charts/db-1.0.0.tgz/templates/job.yaml'),
    );
  });

  const depending = 'dependencies: [{name: db, version: 1.x.x, condition: db.enabled}]\n';
  const missing =
    /dependency "db" is not in the folder charts; run helm dependency update before helm package/;

  it.each<[string, TestEntry[]]>([
    ['nothing', []],
    ['another chart', [['web/charts/other/Chart.yaml', 'name: other\nversion: 1.0.0\n']]],
    ['a folder that Helm skips', [['web/charts/_db/Chart.yaml', 'name: db\nversion: 1.0.0\n']]],
    [
      'a chart within another',
      [
        ['web/charts/other/Chart.yaml', 'name: other\nversion: 1.0.0\n'],
        ['web/charts/other/charts/db/Chart.yaml', 'name: db\nversion: 1.0.0\n'],
      ],
    ],
  ])('refuses a chart whose dependency is not packed: %s', async (_, entries) => {
    for (const [path, text] of [
      ['web/Chart.yaml', `name: web\nversion: 1.0.0\n${depending}`],
      ['web/requirements.yaml', depending],
    ] as const) {
      const own: TestEntry[] =
        path === 'web/Chart.yaml' ? [] : [['web/Chart.yaml', 'name: web\nversion: 1.0.0\n']];
      const archive = await tarball([...own, [path, text], ...entries]);
      await expect(readChartArchive(archive)).rejects.toThrow(missing);
    }
  });

  it('accepts a chart with its dependencies, unpacked under any name or packaged', async () => {
    const chart: TestEntry = ['web/Chart.yaml', `name: web\nversion: 1.0.0\n${depending}`];
    const library = 'name: db\nversion: 1.0.0\ntype: library\n';
    const packaged = await tarball([['db/Chart.yaml', library]]);
    for (const entry of [
      ['web/charts/x/Chart.yaml', library],
      ['web/charts/db-1.2.3.tgz', packaged],
    ] as const) {
      expect(await readChartArchive(await tarball([chart, entry]))).toMatchObject({ name: 'web' });
    }
  });

  it('reads the charts in its folder charts, in folders and archives, inside each other', async () => {
    const chart = await readChartArchive(
      await tarball([
        [
          'web/Chart.yaml',
          'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {name: db, alias: store, version: ~1, condition: "store.enabled,db", tags: [a, 1], import-values: [x, {child: c, parent: p.q}]}\n',
        ],
        ['web/values.yaml', 'store: {a: {b: null}}\n'],
        ['web/charts/x/Chart.yaml', 'name: db\nversion: 1.2\n'],
        ['web/charts/x/values.yaml', 'a: {b: 1}\n'],
        ['web/charts/x/requirements.yaml', 'dependencies: []\n'],
        ['web/charts/x/charts/_skipped/values.yaml', 'a: 1\n'],
        [
          'web/charts/x/charts/z-1.tgz',
          await tarball([
            ['z/Chart.yaml', 'name: z\nversion: 1.0.0\n'],
            ['z/values.schema.json', '{"type":"object"}'],
          ]),
        ],
      ]),
    );
    expect(chart).toMatchObject({
      values: { store: { a: { b: null } } },
      dependencies: [
        {
          name: 'db',
          version: '~1',
          alias: 'store',
          condition: 'store.enabled,db',
          tags: ['a', '1'],
          importValues: ['x', { child: 'c', parent: 'p.q' }],
        },
      ],
      subcharts: [
        {
          entry: 'x',
          name: 'db',
          version: '1.2',
          values: { a: { b: 1 } },
          dependencies: [],
          subcharts: [{ entry: 'z-1.tgz', name: 'z', values: {}, schema: { type: 'object' } }],
        },
      ],
    });
  });

  it.each<[string, TestEntry, string]>([
    [
      'a file',
      ['web/charts/README.md', '# Charts'],
      '"charts/README.md/Chart.yaml" is refused: the file is missing',
    ],
    ['a folder without Chart.yaml', ['web/charts/db/values.yaml', ''], '"charts/db/Chart.yaml" is refused'],
    ['a folder named .tgz', ['web/charts/db.tgz/values.yaml', ''], 'must be an archive, not a folder'],
    ['no version', ['web/charts/db/Chart.yaml', 'name: db\n'], 'the version "" is invalid'],
    [
      'a path as name',
      ['web/charts/db/Chart.yaml', 'name: a/b\nversion: 1.0.0\n'],
      'the name "a/b" is invalid',
    ],
    ['another type', ['web/charts/db/Chart.yaml', 'name: a\nversion: 1.0.0\ntype: x\n'], 'the type must be'],
    [
      'the same dependency twice',
      ['web/requirements.yaml', 'dependencies: [{name: a}, {name: b, alias: a}]\n'],
      'duplicate dependency name or alias "a"',
    ],
    [
      'another alias',
      ['web/requirements.yaml', 'dependencies: [{name: a, alias: a.b}]\n'],
      'the alias "a.b"',
    ],
    ['no object', ['web/requirements.yaml', 'dependencies: [null]\n'], 'each dependency must be an object'],
    ['no list', ['web/requirements.yaml', 'dependencies: {}\n'], 'dependencies must be a list'],
  ])('refuses a subchart that Helm cannot load: %s', async (_, entry, message) => {
    const error = { reason: 'InvalidChart', message: expect.stringContaining(message) };
    await expect(read(entry)).rejects.toMatchObject(error);
  });

  it('ignores hooks outside of templates', async () => {
    expect((await read(['web/docs/hooks.md', hook('post-delete')])).templates).toBeUndefined();
  });

  it.each([
    ['values-production.yaml', '- a list', /"values-production.yaml" is refused: must be an object/],
    ['values-production.yaml', 'a: [', /values-production.yaml/],
    ['values-production.yaml', new Uint8Array([0xff, 0xfe]), /it is not UTF-8 text/],
    ['values.schema.json', '{', /"values.schema.json" is refused: it is not valid JSON/],
  ])('refuses a broken %s', async (file, content, message) => {
    const error = { reason: 'InvalidChart', message: expect.stringMatching(message) };
    await expect(read([`web/${file}`, content])).rejects.toMatchObject(error);
  });

  it('refuses an archive without Chart.yaml, and a library chart', async () => {
    const noChart = readChartArchive(await tarball([['web/values.yaml', 'a: 1\n']]));
    await expect(noChart).rejects.toMatchObject({ message: expect.stringContaining('the file is missing') });
    const library = await tarball([['web/Chart.yaml', 'name: web\nversion: 1.0.0\ntype: library\n']]);
    await expect(readChartArchive(library)).rejects.toMatchObject({
      message: expect.stringContaining('library'),
    });
  });
});
