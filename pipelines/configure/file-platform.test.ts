import { describe, expect, it } from 'vitest';
import type { Platform } from '../../shared/release/platform.ts';
import { applicationWith, bootstrapWith, configured } from '../../test/support/configured.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { filePlatform } from './file-platform.ts';

describe('filePlatform()', () => {
  it('treats a claim without a status as delivered, with every default', async () => {
    const { status } = await configured(bootstrapWith());
    const { installs: _, ...platform } = status['platform'] as Platform;
    expect(filePlatform(bootstrapWith()).platform).toEqual(platform);
  });

  it('prefers the status over the spec', async () => {
    const { status } = await configured(bootstrapWith());
    const edited = bootstrapWith({ organization: 'edited' }, { status });
    expect(filePlatform(edited).platform?.organization).toBe('acme');
  });

  it('allows plain HTTP on loopback', () => {
    const plain = [
      'oci://localhost:5000/charts',
      'oci://127.0.0.1:5000/charts',
      'oci://localhost.example.com/charts',
    ].map(
      (url) =>
        filePlatform(bootstrapWith({ chartsRepository: { url, version: '1.0.0' } })).platform
          ?.chartsRepository.plainHTTP,
    );
    expect(plain).toEqual([true, true, false]);
  });

  it('refuses an invalid claim, and any other kind', () => {
    expect(pathsOf(refusalOf(() => filePlatform(bootstrapWith({ organization: '..' }))))).toEqual([
      'spec.organization',
    ]);
    expect(refusalOf(() => filePlatform(applicationWith()))).toEqual({
      reason: 'InvalidRequest',
      problems: [{ path: 'kind', message: 'Expected a BootstrapClaim, found "ApplicationClaim"' }],
    });
  });
});
