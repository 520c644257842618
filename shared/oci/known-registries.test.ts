import { afterEach, describe, expect, it } from 'vitest';
import { publish, startTestRegistry, type TestRegistry } from '../../test/support/misbehaving-registry.ts';
import {
  type RegistryManner,
  registryManners,
  registryRefusals,
} from '../../test/support/registry-manners.ts';
import { registryCharts } from './chart-source.ts';
import { readCredentials } from './credentials.ts';

let server: TestRegistry;
afterEach(() => server.close());

async function resolve({
  behave,
  login,
  loginPath = '',
}: Pick<RegistryManner, 'behave' | 'login' | 'loginPath'>) {
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

describe('registryCharts() with registries that people use', () => {
  it.each(registryManners.map((manner) => [manner.name, manner] as const))(
    'reads a chart from %s',
    async (_, manner) => {
      expect(await resolve(manner)).toMatchObject({ name: 'web', values: { replicas: 1 } });
    },
  );

  it.each(registryRefusals.map((refusal) => [refusal.name, refusal] as const))(
    'reports that %s',
    async (_, { reason, message, ...manner }) => {
      await expect(resolve(manner)).rejects.toMatchObject({
        reason,
        message: expect.stringMatching(message),
      });
    },
  );
});
