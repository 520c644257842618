import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Keys and values of Secrets, by name. */
export type StandInSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Creates the Secrets that an operator or a team would create, as soon as Argo CD has created the namespace. */
export async function createSecrets(
  { api }: Scenario,
  { namespace, secrets }: { readonly namespace: string; readonly secrets: StandInSecrets },
): Promise<void> {
  for (const [name, stringData] of Object.entries(secrets))
    await waitUntil({
      what: `there is a Secret "${name}"`,
      within: 60,
      probe: () =>
        api.create(`/api/v1/namespaces/${namespace}/secrets`, {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name },
          stringData,
        }),
    });
}
