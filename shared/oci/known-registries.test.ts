import { afterEach, describe, expect, it } from 'vitest';
import { type RegistryQuirk, registryQuirks, registryRefusals } from '../../test/support/registry-quirks.ts';
import { publish, startTestRegistry, type TestRegistry } from '../../test/support/test-registry.ts';
import { registryCharts } from './chart-source.ts';
import { readCredentials } from './credentials.ts';

let server: TestRegistry;
afterEach(() => server.close());

async function resolve({
  behave,
  login,
  loginPath = '',
}: Pick<RegistryQuirk, 'behave' | 'login' | 'loginPath'>) {
  server = await startTestRegistry({ behaviours: [behave] });
  await publish(server.registry);
  const auths = login && { [`${server.host}${loginPath}`]: login };
  const credentials = readCredentials({ dockerConfig: JSON.stringify({ auths }) });
  return registryCharts({ credentials, limits: { pauseMs: 1 } }).resolveChart({
    repository: server.repository,
    name: 'web',
    version: '1.0.0',
  });
}

describe('registryCharts() with widely used registries', () => {
  it.each(registryQuirks.map((quirk) => [quirk.name, quirk] as const))(
    'reads a chart from %s',
    async (_, quirk) => {
      expect(await resolve(quirk)).toMatchObject({ name: 'web', values: { replicas: 1 } });
    },
  );

  it.each(registryRefusals.map((refusal) => [refusal.name, refusal] as const))(
    'reports that %s',
    async (_, { reason, message, ...quirk }) => {
      await expect(resolve(quirk)).rejects.toMatchObject({
        reason,
        message: expect.stringMatching(message),
      });
    },
  );
});
