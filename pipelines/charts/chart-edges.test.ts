import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promisesFolder } from '../../test/support/cases.ts';
import { lockedVersion } from '../../test/support/charts-lock.ts';
import { applicationWith, bootstrapWith } from '../../test/support/configured.ts';
import { readTree } from '../../test/support/read-tree.ts';
import { runInfraforge } from '../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { startRegistry } from '../stand-in/embedded-registry.ts';
import { packageCharts, pushCharts } from './charts.ts';

const platform = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');

describe('infraforge render --registry', () => {
  it('reads charts from the given registry, and writes the registry of the platform', async () => {
    const registry = await startRegistry();
    const folder = temporaryFolder();
    const repository = `${registry.url}/team/charts`;
    try {
      await pushCharts(await packageCharts(promisesFolder), { repository });
      const input = join(promisesFolder, 'application-claim/cases/example/input.yaml');
      const flags = ['--platform', platform, '--registry', repository, '--out', folder];
      const { code, complaints } = await runInfraforge(['render', ...flags, input]);
      expect([code, complaints]).toEqual([0, []]);
    } finally {
      await registry.close();
    }
    const written = readTree(join(folder, 'ApplicationClaim/default/ecommerce-apps'));
    expect(written).toEqual(readTree(join(promisesFolder, 'application-claim/cases/example/expected')));
    expect(registry.requests).toContain(
      `GET /v2/team/charts/microservice/manifests/${lockedVersion('microservice')}`,
    );
  });

  it('exits with 3 if a registry does not answer, and with 2 if a request is refused too', async () => {
    const registry = await startRegistry();
    await registry.close();
    const flags = [
      '--platform',
      platform,
      '--registry',
      `${registry.url}/charts`,
      '--out',
      temporaryFolder(),
    ];
    const example = join(promisesFolder, 'application-claim/cases/example/input.yaml');
    const refused = join(promisesFolder, 'application-claim/cases/refused-credentials/input.yaml');
    expect((await runInfraforge(['render', ...flags, example])).code).toBe(3);
    expect((await runInfraforge(['render', ...flags, example, refused])).code).toBe(2);
  });
});

describe('infraforge validate without --registry', () => {
  it('asks for a missing version at its field, and names the flags for charts that are not built in', async () => {
    const charts = [
      { name: 'wiki' },
      { name: 'wiki', version: '1.0.0' },
      { name: 'microservice', version: '0.0.9' },
    ];
    const image = { repository: 'registry.example.com/web', tag: 'v1' };
    const applications = charts.map((chart, index) => ({ name: `web${index}`, image, chart }));
    const chartsRepository = { url: 'oci://registry.example.com/a', allowed: [{ name: 'wiki' }] };
    const objects = [bootstrapWith({ chartsRepository }), applicationWith({}, { applications })];
    const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    const { printed } = await runInfraforge(['validate', '-'], input);
    const problems = printed.join('\n').match(/spec\.applications.*/g);
    expect(problems).toEqual([
      'spec.applications[0].chart.version: Chart "wiki" needs a version, because it is not built into the image; set an exact version such as "1.0.0"',
      'spec.applications[1].chart: Chart "wiki" version "1.0.0" is not built into the program; read it with --registry or --charts',
      `spec.applications[2].chart: Chart "microservice" version "0.0.9" is not built into the program, which has "${lockedVersion('microservice')}"; read it with --registry or --charts`,
    ]);
  });
});
