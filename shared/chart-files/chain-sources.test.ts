import { describe, expect, it } from 'vitest';
import { problem, RequestError, UnavailableError } from '../errors.ts';
import type { Chart, ChartSource } from '../helm/chart.ts';
import { chainSources } from './chain-sources.ts';

const chart = (digest: string): Chart => ({
  name: 'web',
  version: '1.0.0',
  digest,
  values: {},
});
const has = (digest: string): ChartSource => ({ resolveChart: async () => chart(digest) });
const fails = (error: Error): ChartSource => ({ resolveChart: () => Promise.reject(error) });
const refusal = (reason: 'ChartNotFound' | 'InvalidChart', text: string) =>
  new RequestError(reason, [problem('', text)]);
const resolve = (...sources: [ChartSource, ...ChartSource[]]) =>
  chainSources(...sources).resolveChart({ repository: 'oci://h/x', name: 'web', version: '1.0.0' });

describe('chainSources()', () => {
  it('returns the chart of the first source that has it', async () => {
    const absent = fails(refusal('ChartNotFound', 'none'));
    expect(await resolve(has('a'), has('b'))).toMatchObject({ digest: 'a' });
    expect(await resolve(absent, absent, has('b'), has('c'))).toMatchObject({ digest: 'b' });
  });

  it('throws the error of the last source if none has the chart', async () => {
    const resolved = resolve(
      fails(refusal('ChartNotFound', 'first')),
      fails(refusal('ChartNotFound', 'last')),
    );
    await expect(resolved).rejects.toMatchObject({ reason: 'ChartNotFound', message: 'last' });
  });

  it('requires a version for a chart that the first source does not have', async () => {
    const absent = fails(refusal('ChartNotFound', 'none'));
    const resolved = chainSources(absent, has('b')).resolveChart({ repository: 'oci://h/x', name: 'web' });
    await expect(resolved).rejects.toMatchObject({
      reason: 'ChartNotFound',
      problems: [
        {
          path: 'version',
          message:
            'Chart "web" needs a version, because it is not built into the image; set an exact version such as "1.0.0"',
        },
      ],
    });
  });

  it.each([
    refusal('InvalidChart', 'broken'),
    new UnavailableError('RegistryUnavailable', 'silent'),
    new Error('defect'),
  ])('does not try the next source after %s', async (error) => {
    await expect(resolve(fails(error), has('b'))).rejects.toBe(error);
  });
});
