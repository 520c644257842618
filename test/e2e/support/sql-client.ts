import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Pod } from '../cluster/check-condition.ts';
import { UnrecoverableError, waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Facts about a delivered service in the status of its request. */
export interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  readonly secretName: string;
  readonly caSecret: string;
}

/** Returns the facts about a service in the status of its request. @throws Error if it has none */
export function serviceFacts({ status }: KubernetesObject, name: string): ServiceFacts {
  const { releases = [] } = (status ?? {}) as { readonly releases?: readonly ServiceFacts[] };
  const found = releases.find((release) => release.name === name);
  if (found === undefined) throw new Error(`The status of the request has no service "${name}"`);
  return found;
}

/**
 * Runs an SQL statement as an application would: in a pod that has only the Secrets, host and port of the status, and
 * that verifies the server. Returns the output of psql.
 * @param options.image an image with psql
 */
export async function runSql(
  { api, platform }: Scenario,
  { facts, image, statement }: { facts: ServiceFacts; image: string; statement: string },
): Promise<string> {
  const { namespace } = facts;
  const name = `sql-${randomUUID().slice(0, 8)}`;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  await api.create(`/api/v1/namespaces/${namespace}/pods`, clientPod({ name, facts, image, statement }));
  const log = (): Promise<string> => platform.cluster.kubectl(['logs', `--namespace=${namespace}`, name]);
  await waitUntil({
    what: `"${statement}" has run`,
    within: 60,
    probe: async () => {
      const phase = (await api.get<Pod>(path)).status?.phase;
      if (phase === 'Failed') throw new UnrecoverableError(`"${statement}" failed: ${await log()}`);
      return phase === 'Succeeded' ? true : undefined;
    },
  });
  const output = await log();
  await api.remove(path);
  return output.trim();
}

interface Client {
  readonly name: string;
  readonly facts: ServiceFacts;
  readonly image: string;
  readonly statement: string;
}

function clientPod({ name, facts, image, statement }: Client): object {
  const { host, port, secretName, caSecret } = facts;
  const fromSecret = (variable: string, key: string): object => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  });
  const values = {
    PGHOST: host,
    PGPORT: String(port),
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/authority/ca.crt',
    PGCONNECT_TIMEOUT: '10',
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'client',
          image,
          command: ['psql', '--no-psqlrc', '--quiet', '--no-align', '--tuples-only'],
          args: ['--set=ON_ERROR_STOP=1', `--command=${statement}`],
          env: [
            ...Object.entries(values).map(([variable, value]) => ({ name: variable, value })),
            fromSecret('PGUSER', 'username'),
            fromSecret('PGPASSWORD', 'password'),
            fromSecret('PGDATABASE', 'dbname'),
          ],
          volumeMounts: [{ name: 'authority', mountPath: '/authority' }],
        },
      ],
      volumes: [
        { name: 'authority', secret: { secretName: caSecret, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      ],
    },
  };
}
