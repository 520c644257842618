import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderCharts } from '../../pipelines/charts/chart-folder.ts';
import { packageCharts, pushCharts } from '../../pipelines/charts/charts.ts';
import { renderRegistry } from '../../pipelines/cluster/deploy/registry.ts';
import { lockCharts } from '../../shared/chart-files/charts-lock.ts';
import type { PackagedChart } from '../../shared/chart-files/package-chart.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { verifyLockedCharts } from '../../shared/oci/verify-locked-charts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ourCharts } from './support/charts.ts';
import { type RunningRegistry, startRegistry } from './support/start-registry.ts';
import { type HelmVersion, helm, root } from './support/tools.ts';

const promises = join(root, 'promises');
const versions: readonly HelmVersion[] = [4, 3];
let registry: RunningRegistry;
let repository: string;
let charts: PackagedChart[];

beforeAll(async () => {
  registry = await startRegistry();
  repository = `oci://${registry.host}/platform/charts`;
  charts = await packageCharts(promises);
});
afterAll(() => registry.stop());

describe('pushCharts() to a real registry', () => {
  it('pushes every chart once, and reports it as unchanged the next time', async () => {
    const results = async (): Promise<string[]> =>
      (await pushCharts(charts, { repository })).map(({ result }) => result);
    expect(charts.length).toBe(ourCharts().length);
    expect(await results()).toEqual(charts.map(() => 'pushed'));
    expect(await results()).toEqual(charts.map(() => 'unchanged'));
  });

  it('pushes the digests of the lock', async () => {
    const states = await verifyLockedCharts({ repository, lock: lockCharts(charts) });
    expect(states.map(({ state }) => state)).toEqual(charts.map(() => 'same'));
  });

  it.each(versions)('pushes archives that Helm %i pulls unchanged, by version and digest', (version) => {
    for (const { name, version: chartVersion, digest, archive } of charts) {
      const folder = temporaryFolder();
      for (const reference of [
        [`${repository}/${name}`, '--version', chartVersion],
        [`${repository}/${name}@${digest}`],
      ]) {
        const { status, stderr } = helm(version, ['pull', ...reference, '--plain-http', '-d', folder]);
        expect(status, stderr).toBe(0);
      }
      const pulled = readFileSync(join(folder, `${name}-${chartVersion}.tgz`));
      expect(pulled.equals(archive)).toBe(true);
    }
  });

  it.each(versions)('pushes charts that Helm %i renders like their folders', (version) => {
    for (const { name, folder, version: chartVersion, variants } of ourCharts()) {
      const options = ['--version', chartVersion, '--values', variants.get('everything')!];
      const template = (chart: string, ...more: string[]): string => {
        const { status, stdout, stderr } = helm(version, ['template', 'shop', chart, ...options, ...more]);
        expect(status, stderr).toBe(0);
        return stdout;
      };
      expect(template(`${repository}/${name}`, '--plain-http')).toBe(template(folder));
    }
  });
});

describe('registryCharts() from a real registry', () => {
  it('reads a pushed chart like its folder', async () => {
    for (const { name, version } of charts) {
      const wanted = { repository, name, version };
      const fromFolder = await folderCharts(promises).resolveChart(wanted);
      expect(await registryCharts().resolveChart(wanted)).toEqual(fromFolder);
    }
  });

  it.each(versions)('reads a chart that Helm %i packaged and pushed', async (version) => {
    const theirs = `oci://${registry.host}/helm${version}`;
    for (const { name, folder, version: chartVersion } of ourCharts()) {
      const out = temporaryFolder();
      const packaged = helm(version, ['package', folder, '-d', out]);
      expect(packaged.status, packaged.stderr).toBe(0);
      const pushed = helm(version, [
        'push',
        join(out, `${name}-${chartVersion}.tgz`),
        theirs,
        '--plain-http',
      ]);
      expect(pushed.status, pushed.stderr).toBe(0);
      const wanted = { repository: theirs, name, version: chartVersion };
      const { digest: ours, ...expected } = await folderCharts(promises).resolveChart(wanted);
      const { digest, ...read } = await registryCharts().resolveChart(wanted);
      expect(read).toEqual(expected);
      // Helm's manifest contains the time of the push
      expect(digest).not.toBe(ours);
      expect(pushed.stdout + pushed.stderr).toContain(digest);
    }
  });
});

describe('the registry of make deploy-platform', () => {
  const [username, password] = ['infraforge', randomBytes(24).toString('base64url')];
  const folder = mkdtempSync(join(tmpdir(), 'platform-registry-'));
  let reader: RunningRegistry;
  let writer: RunningRegistry;
  beforeAll(async () => {
    const users = join(folder, 'htpasswd');
    writeFileSync(users, `${username}:${hashSync(password, 4)}\n`);
    const start = (name: string): Promise<RunningRegistry> =>
      startRegistry(() => configuration(name, { data: join(folder, 'data'), users }));
    [reader, writer] = [await start('reader.yml'), await start('writer.yml')];
  });
  afterAll(async () => {
    await Promise.all([reader.stop(), writer.stop()]);
    rmSync(folder, { recursive: true });
  });

  const push = (host: string, credentials: object = {}): Promise<unknown> =>
    pushCharts(charts, { repository: `oci://${host}/charts`, ...credentials });

  it('refuses to write at the port of the readers, and without the password at the other one', async () => {
    const wrong = { username, password: 'wrong', source: 'config.json' } as const;
    await expect(push(reader.host)).rejects.toThrow('answered 405');
    await expect(push(writer.host)).rejects.toThrow('answered 401');
    await expect(push(writer.host, { credentials: () => wrong })).rejects.toThrow('answered 401');
  });

  it('serves without an account what was pushed with the password', async () => {
    await push(writer.host, { credentials: () => ({ username, password, source: 'config.json' }) });
    const states = await verifyLockedCharts({
      repository: `oci://${reader.host}/charts`,
      lock: lockCharts(charts),
    });
    expect(states.map(({ state }) => state)).toEqual(charts.map(() => 'same'));
    const deleted = `http://${reader.host}/v2/charts/${charts[0]!.name}/manifests/${charts[0]!.digest}`;
    expect((await fetch(deleted, { method: 'DELETE' })).status).toBe(405);
  });
});

/** Returns a configuration of kind/platform/registry.yaml with other paths, and with a log that names the address. */
function configuration(name: string, { data, users }: { data: string; users: string }): object {
  const platform = join(root, 'kind/platform');
  const objects = renderRegistry({ platform, image: 'registry:1', storage: 'pod', users: '' });
  const { data: files } = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as {
    data: Record<string, string>;
  };
  const paths = { '/var/lib/registry': data, '/etc/infraforge-registry-users/htpasswd': users };
  const text = Object.entries(paths).reduce((all, [from, to]) => all.replace(from, to), files[name]!);
  return { ...JSON.parse(text), log: { level: 'info' } };
}
