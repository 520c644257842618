import { gunzipSync } from 'node:zlib';
import type { Collected, PipelineRun, PipelineRunner } from '../../../pipelines/stand-in/kratix/back-end.ts';
import { metadataFiles } from '../../../shared/kratix/contract.ts';
import type { Status } from '../../../shared/kratix/status.ts';
import type { Conditioned, KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { parseRequestYaml } from '../../../shared/yaml.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { pipelineAccess } from './pipeline-access.ts';
import { pipelineJob, runName } from './pipeline-job.ts';

interface ConfigMap extends KubernetesObject {
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** Seconds after which a run without an end fails, such as one whose pod never starts. Kratix relies on the Job's back-off. */
const runTimeout = 600;

/** Runs pipelines as Jobs. The adapter in Kratix's own containers stores our output in a ConfigMap. */
export class JobRunner implements PipelineRunner {
  readonly #cluster: Cluster;
  readonly #granted = new Map<string, Promise<void>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /**
   * Runs a pipeline as a Job, and collects its files. Returns undefined if the Job failed.
   * @throws Error if its files cannot be read
   */
  async run(run: PipelineRun): Promise<Collected | undefined> {
    const { api } = this.#cluster;
    const { namespace } = run.request.metadata;
    const name = runName(run);
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    await this.#grant(run);
    await api.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    try {
      await api.create(jobs, pipelineJob(run));
      const end = await waitUntil({
        what: `Job "${name}" has stored its files or failed`,
        within: runTimeout,
        probe: async () =>
          findResult(await api.get(`${configMaps}/${name}`), await api.get(`${jobs}/${name}`)),
      });
      return end === 'failed' ? undefined : collect(end);
    } finally {
      await api.remove(`${configMaps}/${name}`);
    }
  }

  /** Applies the permissions of a pipeline in a namespace once. */
  async #grant(run: PipelineRun): Promise<void> {
    // no List, for which kubectl reads the OpenAPI document of all kinds
    const objects = pipelineAccess(run)
      .map((object) => JSON.stringify(object))
      .join('\n---\n');
    const granted = this.#granted.get(objects) ?? this.#apply(objects);
    this.#granted.set(objects, granted);
    try {
      await granted;
    } catch (error) {
      this.#granted.delete(objects);
      throw error;
    }
  }

  async #apply(objects: string): Promise<void> {
    await this.#cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], objects);
  }
}

/** Like Kratix, uses the files of the last container at once: the Job itself ends some seconds later. */
function findResult(collected: ConfigMap, { status }: Conditioned): ConfigMap | 'failed' | undefined {
  if (collected.binaryData?.['metadata'] !== undefined) return collected;
  const failed = status?.conditions?.some(({ type, status: holds }) => type === 'Failed' && holds === 'True');
  return failed ? 'failed' : undefined;
}

function collect({ binaryData }: ConfigMap): Collected {
  const metadata = unpack(binaryData?.['metadata']);
  const { [metadataFiles.destinationSelectors]: selectors } = Object.fromEntries(metadata);
  if (selectors !== undefined) throw new Error('Unsupported by the stand-in: destination-selectors.yaml');
  return {
    output: unpack(binaryData?.['output']),
    status: parsed<Status>(metadata.get(metadataFiles.status)),
    control: parsed<Collected['control']>(metadata.get(metadataFiles.workflowControl)),
  };
}

/** Unpacks the archive of the adapter: gzip of JSON, the bytes of each file in base64 by its path. */
function unpack(packed: string | undefined): Map<string, string> {
  if (packed === undefined) return new Map();
  const text = gunzipSync(Buffer.from(packed, 'base64')).toString();
  const files = Object.entries(JSON.parse(text) as Record<string, string>);
  return new Map(files.map(([path, bytes]) => [path, Buffer.from(bytes, 'base64').toString()]));
}

function parsed<T extends object>(text: string | undefined): T {
  return (text === undefined ? {} : parseRequestYaml(text)) as T;
}
