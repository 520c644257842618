import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inc } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryCharts } from '../pipelines/build/carry-charts.ts';
import { deriveFiles } from '../pipelines/build/generate.ts';
import { packageCharts, pushCharts, readLock, recordRelease, writeLock } from '../pipelines/charts/charts.ts';
import { containerEdges } from '../pipelines/configure/edges.ts';
import { type EmbeddedRegistry, startRegistry } from '../pipelines/stand-in/embedded-registry.ts';
import { lockCharts } from '../shared/chart-files/charts-lock.ts';
import type { KubernetesObject } from '../shared/kubernetes-object.ts';
import { promisesFolder } from './support/cases.ts';
import { lockedVersion } from './support/charts-lock.ts';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestsOf,
} from './support/configured.ts';
import { pathsOf, refusalOfAsync } from './support/refusal.ts';

const old = { microservice: lockedVersion('microservice'), postgresql: lockedVersion('postgresql') };
const next = { microservice: inc(old.microservice, 'patch')!, postgresql: inc(old.postgresql, 'patch')! };

let root: string;
const schemaDir = join(promisesFolder, '../shared/schema');
let registry: EmbeddedRegistry;

/** Publishes the charts, then bumps both with one new default each, as docs/charts.md describes. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'rollout-'));
  registry = await startRegistry();
  for (const folder of ['application-claim', 'postgresql']) {
    cpSync(join(promisesFolder, folder, 'chart'), chartFile(folder, ''), { recursive: true });
  }
  await writeLock(promises(), lockCharts(await packageCharts(promises())));
  await carryCharts({ promisesDir: promises(), outDir: image('old'), schemaDir });
  await pushCharts(await packageCharts(promises()), { repository: repository() });
  await recordRelease(promises());

  edit('application-claim', 'values.yaml', [/^ {4}periodSeconds: \d+$/m, '    periodSeconds: 117']);
  edit('postgresql', 'values.yaml', [/^ {2}size: \w+$/m, '  size: 5Gi']);
  edit('application-claim', 'Chart.yaml', [/^version: .*$/m, `version: ${next.microservice}`]);
  edit('postgresql', 'Chart.yaml', [/^version: .*$/m, `version: ${next.postgresql}`]);
  await writeLock(promises(), lockCharts(await packageCharts(promises()), await readLock(promises())));
  await carryCharts({ promisesDir: promises(), outDir: image('next'), schemaDir });
});
afterAll(async () => {
  await registry.close();
  rmSync(root, { recursive: true });
});

const promises = (): string => join(root, 'promises');
const image = (name: 'old' | 'next'): string => join(root, name);
const repository = (): string => `${registry.url}/acme`;
const chartFile = (folder: string, file: string): string => join(promises(), folder, 'chart', file);

function edit(folder: string, file: string, [pattern, replacement]: [RegExp, string]): void {
  const before = readFileSync(chartFile(folder, file), 'utf8');
  const after = before.replace(pattern, replacement);
  expect(after, `${file} of ${folder} has ${pattern}`).not.toBe(before);
  writeFileSync(chartFile(folder, file), after);
}

const application = (environment: string, chart: object = {}): KubernetesObject =>
  applicationWith({ name: `web-${environment}`, ...chart }, { environment });

/** Runs a request in the container of an image, with the pins of the platform. */
async function run(object: KubernetesObject, { in: name, pins = {} }: { in: 'old' | 'next'; pins?: object }) {
  const platform = bootstrapWith({ chartsRepository: { url: repository(), ...pins } });
  const requests = requestsOf([platform], [object]);
  const edges = containerEdges({ carried: image(name), carriedOnly: false, requests, environment: {} });
  const asked = registry.requests.length;
  const { files, status } = await configured(object, edges);
  return { files: Object.fromEntries(files), status, asked: registry.requests.slice(asked) };
}

/** Returns the lines of the new output that the old output does not have, by file name. */
function changedLines(before: Record<string, string>, after: Record<string, string>) {
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const changes = Object.entries(after).map(([path, text]) => {
    const known = new Set(before[path]!.split('\n'));
    return [path.split('/').at(-1)!, text.split('\n').filter((line) => !known.has(line))] as const;
  });
  return Object.fromEntries(changes);
}

describe('a new chart version in the image', () => {
  it('reaches a delivered request at its next run: version, digest and the new default change', async () => {
    const before = await run(application('dev'), { in: 'old' });
    const after = await run({ ...application('dev'), status: before.status }, { in: 'next' });
    const { digest } = (await readLock(promises()))['microservice']!;
    expect(changedLines(before.files, after.files)).toEqual({
      'values.yaml': ['    periodSeconds: 117'],
      'config.yaml': [`digest: ${digest}`, `version: ${next.microservice}`],
      'application.yaml': [expect.stringContaining(`targetRevision: ${next.microservice}@${digest}`)],
    });
    expect(after.status).toMatchObject({ releases: [{ version: next.microservice, digest }] });
    expect([...before.asked, ...after.asked]).toEqual([]);
  });

  it.each([
    ['versions', () => ({ versions: { microservice: old.microservice } })],
    ['version', () => ({ version: old.microservice })],
    ['environments', () => ({ environments: { dev: { microservice: old.microservice } } })],
  ])('leaves a request pinned by `%s` byte-equal; the registry answers for its chart', async (_, pins) => {
    const before = await run(application('dev'), { in: 'old' });
    const after = await run({ ...application('dev'), status: before.status }, { in: 'next', pins: pins() });
    expect(after.files).toEqual(before.files);
    expect(after.status).toEqual(before.status);
    expect(after.asked).toContain(`GET /v2/acme/microservice/manifests/${old.microservice}`);
  });

  it('moves only the canary, then everything without pins, and returns with the old pin', async () => {
    const before = {
      dev: await run(application('dev'), { in: 'old' }),
      qa: await run(application('qa'), { in: 'old' }),
    };
    const stay = { versions: { microservice: old.microservice } };
    const canary = { ...stay, environments: { dev: { microservice: next.microservice } } };
    const versionsWith = async (pins: object) => {
      const [dev, qa] = await Promise.all(
        (['dev', 'qa'] as const).map((environment) =>
          run({ ...application(environment), status: before[environment].status }, { in: 'next', pins }),
        ),
      );
      return {
        versions: [dev!, qa!].map(({ status }) => (status['releases'] as { version: string }[])[0]?.version),
        files: [dev!.files, qa!.files],
      };
    };
    const asBefore = [before.dev.files, before.qa.files];

    const canaried = await versionsWith(canary);
    expect(canaried.versions).toEqual([next.microservice, old.microservice]);
    expect(canaried.files[1]).toEqual(asBefore[1]);
    expect((await versionsWith({})).versions).toEqual([next.microservice, next.microservice]);
    expect((await versionsWith(stay)).files).toEqual(asBefore);
  });

  it('yields to the version that a request names, whatever the platform pins', async () => {
    const chart = { name: 'microservice', version: old.microservice };
    const pins = { environments: { dev: { microservice: next.microservice } } };
    const { status } = await run(application('dev', { chart }), { in: 'next', pins });
    expect(status).toMatchObject({ releases: [{ version: old.microservice }] });
  });

  it('is refused if its new default would shrink the data of a delivered service', async () => {
    const before = await run(databaseWith(), { in: 'old' });
    const delivered = databaseWith({}, { status: before.status });
    const refusal = await refusalOfAsync(() => run(delivered, { in: 'next' }));
    expect(refusal.reason).toBe('WouldLoseData');
    expect(pathsOf(refusal)).toEqual(['spec.services[0].storage.size']);
    const pins = { versions: { postgresql: old.postgresql } };
    expect((await run(delivered, { in: 'next', pins })).files).toEqual(before.files);
  });
});

describe('a released version whose content changed', () => {
  it('is refused by generate, build and push in one sentence', async () => {
    const changed = join(root, 'changed');
    cpSync(promises(), changed, { recursive: true });
    await recordRelease(changed);
    const values = join(changed, 'application-claim', 'chart', 'values.yaml');
    writeFileSync(values, readFileSync(values, 'utf8').replace('periodSeconds: 117', 'periodSeconds: 118'));
    const sentence = `chart microservice changed under version ${next.microservice}: bump \`version\` in Chart.yaml, then run make generate`;
    const generate = deriveFiles(changed, { definitions: [], services: [], operators: [], version: '1.0.0' });
    await expect(generate).rejects.toThrow(sentence);
    await expect(
      carryCharts({ promisesDir: changed, outDir: join(root, 'refused'), schemaDir }),
    ).rejects.toThrow(sentence);
    await pushCharts(await packageCharts(promises()), { repository: `${registry.url}/changed` });
    const push = pushCharts(await packageCharts(changed), { repository: `${registry.url}/changed` });
    await expect(push).rejects.toThrow(sentence);
  });
});
