import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockCharts } from '../../shared/chart-files/charts-lock.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { type EmbeddedRegistry, startRegistry } from '../stand-in/embedded-registry.ts';
import {
  listBumpedCharts,
  packageCharts,
  pushCharts,
  readLock,
  recordRelease,
  verifyCharts,
  writeLock,
} from './charts.ts';

let promises: string;
let server: EmbeddedRegistry;
let repository: string;
beforeEach(async () => {
  promises = await mkdtemp(join(tmpdir(), 'promises-'));
  server = await startRegistry();
  repository = `${server.url}/team/charts`;
  await write('web', 'replicas: 1\n');
  await write('db', 'size: 1Gi\n');
});
afterEach(async () => {
  await server.close();
  await rm(promises, { recursive: true });
});

async function write(name: string, values: string, version = '1.0.0'): Promise<void> {
  const folder = join(promises, `${name}-claim`, 'chart');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
  await writeFile(join(folder, 'values.yaml'), values);
}

const lock = async () => writeLock(promises, lockCharts(await packageCharts(promises)));

describe('charts of the Promises', () => {
  it('are packaged sorted by name, and locked by version and digest', async () => {
    const [db, web] = await packageCharts(promises);
    await lock();
    expect(await readFile(join(promises, 'charts.lock'), 'utf8')).toBe(
      `db:\n  digest: ${db?.digest}\n  version: 1.0.0\nweb:\n  digest: ${web?.digest}\n  version: 1.0.0\n`,
    );
    expect(await readLock(promises)).toEqual({
      db: { version: '1.0.0', digest: db?.digest },
      web: { version: '1.0.0', digest: web?.digest },
    });
  });

  it('must have different names', async () => {
    await mkdir(join(promises, 'other'), { recursive: true });
    await writeFile(join(promises, 'other', 'Chart.yaml'), 'name: web\nversion: 2.0.0\n');
    await expect(packageCharts(promises)).rejects.toMatchObject({ reason: 'InvalidChart' });
  });

  it('are pushed and read back with the digests of the lock', async () => {
    await lock();
    const pushed = await pushCharts(await packageCharts(promises), { repository });
    expect(pushed.map(({ name, result }) => [name, result])).toEqual([
      ['db', 'pushed'],
      ['web', 'pushed'],
    ]);
    const chart = await registryCharts().resolveChart({ repository, name: 'web', version: '1.0.0' });
    expect(chart.digest).toBe((await readLock(promises))['web']?.digest);
    expect(await verifyCharts(promises, { repository })).toEqual([]);
  });
});

describe('a released version', () => {
  const sentence =
    'chart web changed under version 1.0.0: bump `version` in Chart.yaml, then run make generate';

  it('cannot change without a bump of its version', async () => {
    await lock();
    await recordRelease(promises);
    const released = await readLock(promises);
    await write('web', 'replicas: 2\n');
    const relock = async () => lockCharts(await packageCharts(promises), released);
    await expect(relock()).rejects.toThrow(sentence);
    expect(await verifyCharts(promises)).toMatchObject([{ chart: 'web', version: '1.0.0', hint: 'bump' }]);

    await write('web', 'replicas: 2\n', '1.0.1');
    await writeLock(promises, await relock());
    expect(await listBumpedCharts(promises, released)).toEqual(['web']);
    expect((await readLock(promises))['web']).toMatchObject({
      version: '1.0.1',
      released: { '1.0.0': released['web']?.digest },
    });
    expect(await verifyCharts(promises)).toEqual([]);
  });

  it('is recorded for each chart, with the digest of the lock', async () => {
    await lock();
    expect(await verifyCharts(promises, { released: true })).toMatchObject([
      { chart: 'db', between: 'lock and release', version: '1.0.0', hint: 'release' },
      { chart: 'web', between: 'lock and release', version: '1.0.0', hint: 'release' },
    ]);
    await recordRelease(promises);
    expect(await verifyCharts(promises, { released: true })).toEqual([]);

    await write('web', 'replicas: 2\n', '1.0.1');
    await writeLock(promises, lockCharts(await packageCharts(promises), await readLock(promises)));
    expect(await verifyCharts(promises, { released: true })).toMatchObject([
      { chart: 'web', version: '1.0.1', hint: 'release' },
    ]);
    const { web, ...rest } = await readLock(promises);
    const moved = { ...web!, released: { '1.0.1': `sha256:${'0'.repeat(64)}` } };
    await writeLock(promises, { ...rest, web: moved });
    const [difference] = await verifyCharts(promises, { released: true });
    expect(difference).toMatchObject({ chart: 'web', between: 'lock and release', hint: 'bump' });
  });

  it('is refused by a push with the same message', async () => {
    await pushCharts(await packageCharts(promises), { repository });
    await write('web', 'replicas: 2\n');
    await expect(pushCharts(await packageCharts(promises), { repository })).rejects.toThrow(sentence);
  });
});

describe('readLock()', () => {
  it('is empty without a file', async () => {
    expect(await readLock(promises)).toEqual({});
  });

  it.each(['web: 1.0.0\n', 'web: {version: "1", digest: x}\n', '- web\n', '../x: {version: 1.0.0}\n'])(
    'refuses %j',
    async (text) => {
      await writeFile(join(promises, 'charts.lock'), text);
      await expect(readLock(promises)).rejects.toMatchObject({ reason: 'InvalidChart' });
    },
  );
});

describe('verifyCharts()', () => {
  it('reports differences between charts and lock', async () => {
    await lock();
    const before = (await readLock(promises))['web'];
    await write('web', 'replicas: 2\n');
    await write('new', '');
    await rm(join(promises, 'db-claim'), { recursive: true });
    const [after] = (await packageCharts(promises)).filter(({ name }) => name === 'web');
    expect(await verifyCharts(promises)).toMatchObject([
      { chart: 'db', between: 'charts and lock', second: expect.stringMatching(/^1\.0\.0 sha256:/) },
      { chart: 'new', between: 'charts and lock', first: expect.stringMatching(/^1\.0\.0 sha256:/) },
      { chart: 'web', first: `1.0.0 ${after?.digest}`, second: `1.0.0 ${before?.digest}` },
    ]);
  });

  it('reports differences between lock and registry', async () => {
    const charts = await packageCharts(promises);
    await pushCharts(charts, { repository });
    await write('web', 'replicas: 2\n');
    await write('db', 'size: 2Gi\n', '2.0.0');
    await lock();
    const locked = await readLock(promises);
    expect(await verifyCharts(promises, { repository })).toEqual([
      {
        chart: 'db',
        between: 'lock and registry',
        version: '2.0.0',
        hint: 'push',
        first: `2.0.0 ${locked['db']?.digest}`,
      },
      {
        chart: 'web',
        between: 'lock and registry',
        version: '1.0.0',
        hint: 'bump',
        first: `1.0.0 ${locked['web']?.digest}`,
        second: `1.0.0 ${charts[1]?.digest}`,
      },
    ]);
  });

  it('reports why a registry does not answer', async () => {
    await lock();
    await server.close();
    const [difference] = await verifyCharts(promises, { repository });
    expect(difference).toMatchObject({
      chart: 'db',
      failure: expect.stringContaining('the connection was refused'),
    });
  });
});
