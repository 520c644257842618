import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageChart } from '../../shared/chart-files/package-chart.ts';
import { findChartFolders, folderCharts, readChartFolder } from './chart-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'charts-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const chartYaml = (name: string, version = '1.0.0') => `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
const resolve = (name: string, version = '1.0.0') =>
  folderCharts(root).resolveChart({ repository: 'oci://elsewhere/charts', name, version });

describe('findChartFolders()', () => {
  it('finds charts at any depth, sorted, but none within a chart, a hidden folder or node_modules', async () => {
    await write({
      'b/chart/Chart.yaml': '',
      'a/deep/down/Chart.yaml': '',
      'a/deep/down/charts/dependency/Chart.yaml': '',
      '.git/Chart.yaml': '',
      'node_modules/x/Chart.yaml': '',
      'c/values.yaml': '',
    });
    expect(await findChartFolders(root)).toEqual([join(root, 'a/deep/down'), join(root, 'b/chart')]);
  });

  it('finds the folder itself', async () => {
    await write({ 'Chart.yaml': '' });
    expect(await findChartFolders(root)).toEqual([root]);
  });
});

describe('readChartFolder()', () => {
  it('reads files by their path in the chart, without hidden ones', async () => {
    await write({ 'Chart.yaml': 'x', 'templates/a.yaml': 'y', '.helmignore': 'z', 'templates/.swp': 'z' });
    expect([...(await readChartFolder(root)).keys()]).toEqual(['Chart.yaml', 'templates/a.yaml']);
  });

  it('omits the test values of the chart, but not a nested folder ci', async () => {
    await write({ 'Chart.yaml': 'x', 'ci/minimal.yaml': 'y', 'templates/ci/a.yaml': 'z' });
    expect([...(await readChartFolder(root)).keys()]).toEqual(['Chart.yaml', 'templates/ci/a.yaml']);
  });

  it.each(['/etc/passwd', 'Chart.yaml', 'nowhere', '..'])('refuses a link to %s', async (target) => {
    await write({ 'Chart.yaml': 'x' });
    await symlink(target, join(root, 'values.yaml'));
    const error = { reason: 'InvalidChart', message: expect.stringContaining('"values.yaml"') };
    await expect(readChartFolder(root)).rejects.toMatchObject(error);
  });
});

describe('folderCharts()', () => {
  it('reads a chart with the digest of its package', async () => {
    await write({
      'web/chart/Chart.yaml': chartYaml('web'),
      'web/chart/values.yaml': 'a: 1\n',
      'web/chart/values-production.yaml': 'a: 2\n',
      'web/chart/values.schema.json': '{}',
      'web/chart/templates/job.yaml': 'helm.sh/hook: post-delete\n',
    });
    const { digest } = await packageChart(await readChartFolder(join(root, 'web/chart')));
    expect(await resolve('web')).toEqual({
      name: 'web',
      version: '1.0.0',
      digest,
      values: { a: 1 },
      productionValues: { a: 2 },
      schema: {},
      templates: { deleteHooks: [expect.objectContaining({ isCertain: true })], kinds: [] },
    });
  });

  it('reads the dependencies and hooks of packaged charts within a chart', async () => {
    await write({ 'web/Chart.yaml': `${chartYaml('web')}dependencies: [{name: db}]\n` });
    await expect(resolve('web')).rejects.toThrow('dependency "db" is not in the folder charts');
    const job = 'metadata: {annotations: {helm.sh/hook: post-delete}}\n';
    const { archive } = await packageChart(
      new Map(
        Object.entries({ 'Chart.yaml': chartYaml('db'), 'templates/job.yaml': job }).map(([path, text]) => [
          path,
          Buffer.from(text),
        ]),
      ),
    );
    await mkdir(join(root, 'web/charts'));
    await writeFile(join(root, 'web/charts/db-1.0.0.tgz'), archive);
    expect(await resolve('web')).toMatchObject({ subcharts: [{ templates: { deleteHooks: [{}] } }] });
  });

  it('reads archives at any depth, and one archive alone, like the folder that they were packaged from', async () => {
    await write({ 'a/web/Chart.yaml': chartYaml('web'), 'a/web/values.yaml': 'replicas: 2\n' });
    const expected = await resolve('web');
    const { archive } = await packageChart(await readChartFolder(join(root, 'a/web')));
    await rm(join(root, 'a/web'), { recursive: true });
    const file = join(root, 'a/b/web-1.0.0.tgz');
    await mkdir(join(root, 'a/b'));
    await writeFile(file, archive);
    const wanted = { repository: '', name: 'web', version: '1.0.0' };
    for (const source of [folderCharts(root), folderCharts(file)]) {
      expect(await source.resolveChart(wanted)).toEqual(expected);
    }
    expect(await findChartFolders(root)).toEqual([]);
  });

  it('refuses a chart that is in a folder and in an archive, and a file that is not an archive', async () => {
    await write({ 'a/Chart.yaml': chartYaml('web'), 'x.tgz': 'no archive' });
    const { archive } = await packageChart(await readChartFolder(join(root, 'a')));
    await writeFile(join(root, 'web.tgz'), archive);
    await expect(resolve('web')).rejects.toThrow(
      `is in both "${join(root, 'a')}" and "${join(root, 'web.tgz')}"`,
    );
    await expect(resolve('api')).rejects.toThrow(
      `"${join(root, 'x.tgz')}": Chart archive is not a gzipped tar`,
    );
  });

  it('lists the charts of the folder if the chart is missing', async () => {
    await write({ 'web/Chart.yaml': chartYaml('web'), 'db/Chart.yaml': chartYaml('db', '2.0.0') });
    const says = (text: string) => ({ reason: 'ChartNotFound', message: expect.stringContaining(text) });
    await expect(resolve('web', '1.0.1')).rejects.toMatchObject(says('available versions: "1.0.0"'));
    await expect(resolve('wep')).rejects.toMatchObject(says('did you mean "web"?'));
    await expect(resolve('api')).rejects.toMatchObject(says('known charts: '));
  });

  it('refuses two charts with the same name and version', async () => {
    await write({ 'a/Chart.yaml': chartYaml('web'), 'b/Chart.yaml': chartYaml('web') });
    await expect(resolve('web')).rejects.toMatchObject({ reason: 'InvalidChart' });
  });

  it('reports a broken chart only if that chart is requested', async () => {
    await write({ 'a/Chart.yaml': 'name: [', 'b/Chart.yaml': chartYaml('web') });
    expect(await resolve('web')).toMatchObject({ name: 'web' });
    const error = { reason: 'InvalidChart', message: expect.stringContaining(join(root, 'a')) };
    await expect(resolve('api')).rejects.toMatchObject(error);
  });
});
