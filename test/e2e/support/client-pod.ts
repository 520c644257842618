import { randomUUID } from 'node:crypto';
import type { Pod } from '../cluster/check-condition.ts';
import { UnrecoverableError, waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

/** Program that uses a service from a pod of its own, as an application does. */
export interface Client {
  readonly namespace: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Environment variables (Kubernetes API reference, "EnvVar"). */
  readonly env: readonly object[];
  /** Secret whose `ca.crt` is in the file `/authority/ca.crt`. */
  readonly caSecret?: string | undefined;
}

/** Returns an environment variable with a value of a Secret. */
export function valueOfSecret(variable: string, { secret, key }: { secret: string; key: string }): object {
  return { name: variable, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Runs a client to its end. Returns its output. @throws Error with its output if it fails */
export async function runClient({ api, platform }: Scenario, client: Client): Promise<string> {
  const { namespace, command } = client;
  const name = `client-${randomUUID().slice(0, 8)}`;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  await api.create(`/api/v1/namespaces/${namespace}/pods`, clientPod(name, client));
  const log = (): Promise<string> => platform.cluster.kubectl(['logs', `--namespace=${namespace}`, name]);
  const what = `"${command.join(' ')}"`;
  try {
    await waitUntil({
      what: `${what} has run`,
      within: 60,
      probe: async () => {
        const phase = (await api.get<Pod>(path)).status?.phase;
        if (phase === 'Failed') throw new UnrecoverableError(`${what} failed: ${await log()}`);
        return phase === 'Succeeded' ? true : undefined;
      },
    });
    return (await log()).trim();
  } finally {
    await api.remove(path);
  }
}

function clientPod(name: string, { image, command, env, caSecret }: Client): object {
  const items = [{ key: 'ca.crt', path: 'ca.crt' }];
  const authority = {
    volumeMounts: [{ name: 'authority', mountPath: '/authority' }],
    volumes: [{ name: 'authority', secret: { secretName: caSecret, items } }],
  };
  const { volumeMounts, volumes } = caSecret === undefined ? {} : authority;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'client', image, command, env, volumeMounts }],
      volumes,
    },
  };
}
