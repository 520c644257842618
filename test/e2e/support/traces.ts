import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtCluster } from './platform.ts';
import type { Scenario } from './scenario.ts';

/** Text that the run has written, and where. */
export interface Trace {
  readonly where: string;
  readonly text: string;
}

interface Listed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Returns everything that the run has written so far: the history of the state store, all objects except Secrets, and
 * the logs of all pods that still exist and of all programs. The spec of a request is left out.
 */
export async function collectTraces(scenario: Scenario): Promise<readonly Trace[]> {
  const { processes } = builtCluster();
  return [
    { where: 'the history of the state store', text: await scenario.repository.history() },
    ...(await listTraces(scenario)),
    // the run's own folder, which test/e2e/inside.sh mounts there
    ...readFileTraces('/var/log/pods'),
    ...readFileTraces(processes.logs),
  ];
}

async function listTraces({ platform }: Scenario): Promise<Trace[]> {
  const { kubectl } = platform.cluster;
  const resources = await kubectl(['api-resources', '--verbs=list', '--output=name']);
  const kinds = resources.split('\n').filter((name) => name !== '' && name !== 'secrets');
  const list = await kubectl(['get', kinds.join(','), '--all-namespaces', '--output=json']);
  return (JSON.parse(list) as { items: Listed[] }).items.map((object) => ({
    where: `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
    text: JSON.stringify(
      object.apiVersion.startsWith('platform.infraforge.io/') ? withoutSpec(object) : object,
    ),
  }));
}

/** Returns a request without the fields of its requester. */
function withoutSpec({ spec: _, metadata, ...object }: Listed): object {
  const { [lastApplied]: __, ...annotations } = metadata.annotations ?? {};
  return { ...object, metadata: { ...metadata, annotations } };
}

function readFileTraces(folder: string): Trace[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.flatMap((path) => {
    try {
      return [{ where: path, text: readFileSync(path, 'utf8') }];
    } catch (error) {
      // the logs of a pod are removed with it
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}
