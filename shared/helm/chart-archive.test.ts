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
      hasDeleteHooks: false,
    });
  });

  it('reads appVersion as a string, even if it is a number', async () => {
    const archive = await tarball([['web/Chart.yaml', 'name: web\nversion: 1.0.0\nappVersion: 16\n']]);
    expect(await readChartArchive(archive)).toMatchObject({ appVersion: '16', values: {} });
  });

  it('reads an empty values file as an empty object', async () => {
    expect((await read(['web/values-production.yaml', '# nothing\n'])).productionValues).toEqual({});
  });

  it('detects a post-delete hook in a template', async () => {
    expect((await read(['web/templates/job.yaml', hook('pre-delete,post-delete')])).hasDeleteHooks).toBe(
      true,
    );
    expect((await read(['web/templates/job.yaml', hook('post-install')])).hasDeleteHooks).toBe(false);
  });

  it.each([
    ['post-{{ "delete" }}', true],
    ['{{ .Values.hook }}', true],
    ['"post-\\x64elete"', true],
    ['pre-install,pre-upgrade', false],
  ])('takes the hook %s for a post-delete hook: %s', async (value, expected) => {
    const template = `${hook(value)}    "helm.sh/hook-weight": "{{ .Values.weight }}"\n`;
    expect((await read(['web/templates/job.yaml', template])).hasDeleteHooks).toBe(expected);
  });

  it('detects a post-delete hook in a dependency, unpacked or packaged', async () => {
    const template = hook('post-delete');
    expect((await read(['web/charts/db/templates/job.yaml', template])).hasDeleteHooks).toBe(true);
    const dependency = await tarball([['db/templates/job.yaml', template]]);
    expect((await read(['web/charts/db-1.0.0.tgz', dependency])).hasDeleteHooks).toBe(true);
  });

  const depending = 'dependencies: [{name: db, version: 1.x.x, condition: db.enabled}]\n';
  const missing =
    /dependency "db" is not in the folder charts; run helm dependency update before helm package/;

  it.each<[string, TestEntry[]]>([
    ['nothing', []],
    ['another chart', [['web/charts/other/Chart.yaml', 'name: other\n']]],
    ['a folder that Helm skips', [['web/charts/_db/Chart.yaml', 'name: db\n']]],
    ['a chart within another', [['web/charts/other/charts/db/Chart.yaml', 'name: db\n']]],
    ['a folder without Chart.yaml', [['web/charts/db/values.yaml', '']]],
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
    const library = 'name: db\ntype: library\n';
    const packaged = await tarball([['db/Chart.yaml', library]]);
    for (const entry of [
      ['web/charts/x/Chart.yaml', library],
      ['web/charts/db-1.2.3.tgz', packaged],
    ] as const) {
      expect(await readChartArchive(await tarball([chart, entry]))).toMatchObject({ name: 'web' });
    }
  });

  it('reads the keys of dependencies, and refuses a null below them', async () => {
    const metadata =
      'apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {name: db, alias: store, version: 1.0.0}\n';
    const withValues = async (values: string) =>
      readChartArchive(
        await tarball([
          ['web/Chart.yaml', metadata],
          ['web/values.yaml', values],
          ['web/charts/db/Chart.yaml', 'name: db\n'],
        ]),
      );
    await expect(withValues('store: {a: {b: null}}\n')).rejects.toThrow('a null below "store"');
    expect(await withValues('store: {a: 1}\nother: {b: null}\n')).toMatchObject({
      values: { store: { a: 1 }, other: { b: null } },
      dependencies: ['store'],
    });
  });

  it('ignores hooks outside of templates', async () => {
    expect((await read(['web/docs/hooks.md', hook('post-delete')])).hasDeleteHooks).toBe(false);
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
