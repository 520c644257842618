import { runClient, valueOfSecret } from './client-pod.ts';
import type { Scenario } from './scenario.ts';
import type { ServiceFacts } from './service-facts.ts';

/**
 * Runs an SQL statement in a pod that has only the Secrets, host and port of the status, and that verifies the server.
 * Returns the output of psql.
 * @param options.image an image with psql
 */
export async function runSql(
  scenario: Scenario,
  { facts, image, statement }: { facts: ServiceFacts; image: string; statement: string },
): Promise<string> {
  const { namespace, host, port, secretName: secret, caSecret } = facts;
  const values = {
    PGHOST: host,
    PGPORT: String(port),
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/authority/ca.crt',
    PGCONNECT_TIMEOUT: '10',
  };
  const flags = ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1'];
  return runClient(scenario, {
    namespace,
    image,
    caSecret,
    command: ['psql', ...flags, `--command=${statement}`],
    env: [
      ...Object.entries(values).map(([name, value]) => ({ name, value })),
      valueOfSecret('PGUSER', { secret, key: 'username' }),
      valueOfSecret('PGPASSWORD', { secret, key: 'password' }),
      valueOfSecret('PGDATABASE', { secret, key: 'dbname' }),
    ],
  });
}
