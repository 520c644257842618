import { afterEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  chartFiles,
  on,
  publish,
  reply,
  startTestRegistry,
  type TestRegistry,
} from '../../test/support/test-registry.ts';
import { lockedChartWarnings, verifyLockedCharts } from './verify-locked-charts.ts';

let server: TestRegistry;
afterEach(() => server.close());

const digest = `sha256:${'0'.repeat(64)}`;
const named = (name: string) =>
  chartFiles({ 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` });

async function serve(...behaviours: Behaviour[]): Promise<string> {
  server = await startTestRegistry({ behaviours });
  return (await publish(server.registry, named('same'))).digest;
}

describe('verifyLockedCharts()', () => {
  it('reports charts that are the same, missing or different, with one HEAD each', async () => {
    const same = await serve();
    const different = await publish(server.registry, named('different'));
    const lock = {
      different: { version: '1.0.0', digest },
      missing: { version: '1.0.0', digest },
      same: { version: '1.0.0', digest: same },
    };
    const states = await verifyLockedCharts({ repository: server.repository, lock });
    expect(states).toEqual([
      { name: 'different', version: '1.0.0', state: 'different', detail: different.digest },
      { name: 'missing', version: '1.0.0', state: 'missing' },
      { name: 'same', version: '1.0.0', state: 'same' },
    ]);
    expect(server.requests.map(({ line }) => line.split(' ')[0])).toEqual(['HEAD', 'HEAD', 'HEAD']);
    expect(lockedChartWarnings(states, server.repository)).toEqual([
      `Chart "different" version "1.0.0" in "${server.repository}" differs from the carried chart: ${different.digest}`,
      `Chart "missing" version "1.0.0" is not in "${server.repository}"`,
    ]);
  });

  it('reports the reason of an unknown state for every chart within the time limit', async () => {
    await serve(
      on(/charts\/a/, () => undefined),
      on(/charts\/b/, reply(401)),
    );
    const lock = { a: { version: '1.0.0', digest }, b: { version: '1.0.0', digest } };
    const started = performance.now();
    const states = await verifyLockedCharts(
      { repository: server.repository, lock },
      { limits: { totalMs: 100 } },
    );
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(states).toMatchObject([
      { name: 'a', state: 'unknown', detail: expect.stringContaining('within the time limit') },
      { name: 'b', state: 'unknown', detail: expect.stringContaining('401') },
    ]);
    expect(lockedChartWarnings(states, server.repository)).toHaveLength(2);
  });

  it('asks for many charts without a warning of Node', async () => {
    await serve();
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    try {
      const names = Array.from({ length: 30 }, (_, index) => `chart-${index}`);
      const lock = Object.fromEntries(names.map((name) => [name, { version: '1.0.0', digest }]));
      expect(await verifyLockedCharts({ repository: server.repository, lock })).toHaveLength(30);
      await new Promise(setImmediate);
    } finally {
      process.off('warning', note);
    }
    expect(warnings).toEqual([]);
  });

  it('reads the manifest if the registry does not return the digest', async () => {
    const same = await serve(on(/^HEAD/, reply(200)));
    const lock = { same: { version: '1.0.0', digest: same } };
    expect(await verifyLockedCharts({ repository: server.repository, lock })).toMatchObject([
      { state: 'same' },
    ]);
  });
});
