import type { Environment } from '../../shared/kratix/environment.ts';
import { checkRegistryFlag, registryAccess } from '../charts/chart-edges.ts';
import type { ChartsRepository } from '../charts/charts.ts';

/**
 * Returns the registry that the flags name, with the credentials of this machine.
 *
 * @throws UsageError for an invalid address
 */
export async function openRepository(
  { registry, plainHttp }: { readonly registry: string; readonly plainHttp: boolean },
  environment: Environment,
): Promise<ChartsRepository> {
  checkRegistryFlag(registry);
  const plain = plainHttp ? { plainHTTP: true } : {};
  return { repository: registry, ...plain, ...(await registryAccess(environment)) };
}
