import { readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RequestError, UnavailableError } from '../../shared/errors.ts';
import { withAnsweredGeneration } from '../../shared/kratix/answered-generation.ts';
import { kratixVolumes } from '../../shared/kratix/contract.ts';
import { isDeleteAction, isPromiseWorkflow } from '../../shared/kratix/environment.ts';
import { parseObject, readResourceInput } from '../../shared/kratix/object.ts';
import { failedOutcome, type Outcome } from '../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { platformNamespace } from '../../shared/promise/pipeline.ts';
import type { RequestSource } from '../../shared/release/existing-request.ts';
import { parseRequestYaml } from '../../shared/yaml.ts';
import { configure, type Edges } from './configure.ts';
import { containerEdges } from './edges.ts';
import { fileRequests } from './file-requests.ts';
import { handleDeletion } from './handle-deletion.ts';
import { type Flags, readFlags } from './read-flags.ts';
import { withinDeadline } from './within-deadline.ts';

const usage = `Usage: node configure.mjs [options]

Runs the pipeline of a request: reads the object, and writes the output, the status and the workflow control.
Without options it is the container of a Kratix pipeline.

  --input DIR       folder with object.yaml           (default ${kratixVolumes.input})
  --output DIR      folder for the output             (default ${kratixVolumes.output})
  --metadata DIR    folder for status and control     (default ${kratixVolumes.metadata})
  --platform FILE   BootstrapClaim to use instead of the API server; repeatable
  --carried-charts  use only the carried charts, and no registry
  --help            show this help

Exit code 0: the outcome is written, even if it is a refusal. Exit code 1: an unknown flag, or a
defect with its stack trace on stderr.
`;

/** Writes a line to stderr. `process.stderr` would load the streams and the network first, which takes as long as the planning. */
export function report(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Only the stream waits for a full pipe that does not block.
    process.stderr.write(`${line}\n`);
  }
}

/** Logs one JSON line for a step, with its duration and without values of the request. */
async function withLog<T>(step: string, work: () => T | Promise<T>): Promise<T> {
  const start = Date.now();
  const log = (outcome: string): void => {
    report(JSON.stringify({ step, milliseconds: Date.now() - start, outcome }));
  };
  try {
    const result = await work();
    log('done');
    return result;
  } catch (error) {
    log(error instanceof RequestError || error instanceof UnavailableError ? error.reason : 'failed');
    throw error;
  }
}

function withEdgeLogs(edges: Edges): Edges {
  const { requests, charts, images, lockedChartWarnings } = edges;
  return {
    ...edges,
    requests: {
      listRequests: () => withLog('list requests', () => requests.listRequests()),
    },
    charts: {
      resolveChart: (reference) =>
        withLog(`resolve chart ${reference.name}`, () => charts.resolveChart(reference)),
    },
    ...(images && {
      images: {
        resolveDigest: (image) => withLog(`look up ${image.repository}`, () => images.resolveDigest(image)),
      },
    }),
    ...(lockedChartWarnings && {
      lockedChartWarnings: (platform) => withLog('check locked charts', () => lockedChartWarnings(platform)),
    }),
  };
}

async function run(flags: Flags): Promise<Outcome> {
  let object: KubernetesObject | undefined;
  try {
    object = await withLog('read object', () => readResourceInput(flags));
    return withAnsweredGeneration(await withinDeadline(processRequest(object, flags)), object);
  } catch (error) {
    return withAnsweredGeneration(failedOutcome(error), object);
  }
}

function processRequest(object: KubernetesObject, flags: Flags): Promise<Outcome> {
  const edges = withEdgeLogs(
    containerEdges({
      carried: join(dirname(fileURLToPath(import.meta.url)), 'charts'),
      carriedOnly: flags.carriedCharts,
      environment: process.env,
      ...(flags.platform && { requests: platformFiles(flags.platform, object) }),
    }),
  );
  return isDeleteAction() ? handleDeletion(object, edges) : configure(object, edges);
}

/** Returns the platforms of the files and the object itself as the only requests. */
function platformFiles(files: readonly string[], self: KubernetesObject): RequestSource {
  return fileRequests({
    platforms: () => readPlatforms(files),
    objects: [self],
    platformNamespace: platformNamespace(process.env),
  });
}

function readPlatforms(files: readonly string[]): KubernetesObject[] {
  return files.map((file) => parseObject(parseRequestYaml(readFileSync(file, 'utf8'))));
}

/**
 * Runs the program with its arguments: everything is written when it returns.
 *
 * @throws FlagError for an unknown flag
 * @throws Error for a defect, and of the file system
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  const flags = readFlags(args);
  if (flags.help) return void process.stdout.write(usage);
  if (isPromiseWorkflow())
    throw new Error('Unsupported workflow type: this container runs only resource workflows');
  const outcome = await run(flags);
  await withLog('write outcome', () => writeOutcome(flags, outcome));
  report(JSON.stringify({ outcome: outcome.outcome, message: outcome.status['message'] }));
}
