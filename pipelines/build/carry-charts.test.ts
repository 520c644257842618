import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockCharts } from '../../shared/chart-files/charts-lock.ts';
import { folderCharts } from '../charts/chart-folder.ts';
import { packageCharts, writeLock } from '../charts/charts.ts';
import { carriedCharts, readCarriedLock } from '../configure/carried-charts.ts';
import { carryCharts } from './carry-charts.ts';

let root: string;
let promisesDir: string;
let outDir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'carry-'));
  promisesDir = join(root, 'promises');
  outDir = join(root, 'dist', 'charts');
  await write('Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
  await write('values.yaml', 'image: {tag: a}\nreplicas: 1\n');
  await write('values-production.yaml', 'replicas: 3\n');
  await write('values.schema.json', JSON.stringify(schema));
  await writeLock(promisesDir, lockCharts(await packageCharts(promisesDir)));
});
afterEach(() => rm(root, { recursive: true }));

const schemaDir = fileURLToPath(new URL('../../shared/schema', import.meta.url));

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: {
    replicas: { type: 'integer', minimum: 0 },
    image: { type: 'object', properties: { tag: { type: 'string', maxLength: 3 } } },
    url: { type: 'string', format: 'uri' },
  },
};

async function write(file: string, text: string): Promise<void> {
  const folder = join(promisesDir, 'web', 'chart');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), text);
}

const reference = { repository: 'oci://registry/charts', name: 'web', version: '1.0.0' };

describe('charts that carryCharts() writes', () => {
  it('are those of the folder, with a validator', async () => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    const { validate, ...chart } = await carriedCharts(outDir).resolveChart(reference);
    expect(chart).toEqual(await folderCharts(promisesDir).resolveChart(reference));
    expect(validate).toBeTypeOf('function');
  });

  it('are checked by the compiled schema', async () => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    const { validate, values } = await carriedCharts(outDir).resolveChart(reference);
    expect(validate?.(values)).toEqual([]);
    const problems = validate?.({ replicas: -1, image: { tag: 'é👍é👍' }, url: 'no url', other: 1 });
    expect(problems?.map(({ path }) => path).sort()).toEqual(['image.tag', 'other', 'replicas', 'url']);
    expect(validate?.({ image: { tag: '👍👍👍' } })).toEqual([]);
  });

  it('need no package beside them', async () => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    expect((await readdir(outDir)).sort()).toEqual([
      'charts.json',
      'web-1.0.0.json',
      'web-1.0.0.validate.mjs',
    ]);
    // root lies outside of every node_modules, so an import of a package would fail
    await expect(carriedCharts(outDir).resolveChart(reference)).resolves.toBeDefined();
  });

  it('are named with their versions if the requested chart is not one of them', async () => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    const charts = carriedCharts(outDir);
    const says = (text: string) => ({ reason: 'ChartNotFound', message: expect.stringContaining(text) });
    const otherVersion = charts.resolveChart({ ...reference, version: '1.0.1' });
    await expect(otherVersion).rejects.toMatchObject(says('available versions: "1.0.0"'));
    const otherName = charts.resolveChart({ ...reference, name: 'db' });
    await expect(otherName).rejects.toMatchObject(says('known charts: web'));
  });

  it.each([
    { name: '../charts/web', version: '1.0.0' },
    { name: 'web', version: '1.0.0/../web-1.0.0' },
    { name: '/etc/passwd', version: '1.0.0' },
  ])('are never read from outside of their folder: %j (A21)', async (wanted) => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    const resolved = carriedCharts(outDir).resolveChart({ ...reference, ...wanted });
    await expect(resolved).rejects.toMatchObject({ reason: 'ChartNotFound' });
  });

  it('have the lock of the Promises', async () => {
    await carryCharts({ promisesDir, outDir, schemaDir });
    expect(readCarriedLock(outDir)).toEqual(lockCharts(await packageCharts(promisesDir)));
  });

  it('may be none', async () => {
    expect(readCarriedLock(outDir)).toEqual({});
    await expect(carriedCharts(outDir).resolveChart(reference)).rejects.toMatchObject({
      reason: 'ChartNotFound',
      message: expect.stringContaining('not found in the carried charts; it contains no charts'),
    });
  });
});

describe('carryCharts()', () => {
  it('refuses a chart that differs from the lock', async () => {
    await write('values.yaml', 'replicas: 2\n');
    const error = { reason: 'InvalidChart', message: expect.stringContaining('differs from charts.lock') };
    await expect(carryCharts({ promisesDir, outDir, schemaDir })).rejects.toMatchObject(error);
  });

  it('refuses a schema that does not compile', async () => {
    await write('values.schema.json', '{"type": "no such type"}');
    await writeLock(promisesDir, lockCharts(await packageCharts(promisesDir)));
    await expect(carryCharts({ promisesDir, outDir, schemaDir })).rejects.toMatchObject({
      reason: 'InvalidChart',
    });
  });
});
