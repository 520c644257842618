import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionableError } from '../../../shared/errors.ts';
import { runLabels } from '../../../shared/kratix/contract.ts';
import type { Failure } from '../../../shared/kratix/outcome.ts';
import { defaultPlatformNamespace } from '../../../shared/release/platform-namespace.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import { type Cluster, hasDefinition } from '../cluster.ts';
import type { ChartRegistry } from '../operate/chart-registries.ts';
import { deliveryOf, failedRun, isRunning } from '../operate/delivery.ts';
import { namespaceOf, type RequestObject, titleOf } from '../operate/requests.ts';
import { hasRunAgain, requestRun } from '../operate/run-again.ts';
import { applyWhenReady } from './apply-objects.ts';
import { certManagerDefinition } from './cert-manager.ts';
import type { GitAccess } from './git-access.ts';
import { parseGitURL } from './git-url.ts';
import { podProblems } from './rollout.ts';
import type { Change, Outcome } from './step.ts';
import { type Timeout, waitUntil } from './wait-until.ts';

/** Result that the pipeline reported in the request's status. */
export interface Answer {
  /** `BootstrapClaim infraforge-platform/platform-bootstrap` */
  readonly request: string;
  readonly message: string;
  /** Reason if the request is not delivered. */
  readonly failure?: Failure | undefined;
}

/** BootstrapClaim to apply, with the platform that it describes. */
export interface BootstrapOptions {
  /** Folder of the Promises, with the example. */
  readonly promises: string;
  /** File with a BootstrapClaim to apply unchanged. Defaults to the example. */
  readonly file?: string | undefined;
  /** Namespace of the claim. Defaults to that of the Promises; a file may name its own. */
  readonly platformNamespace?: string | undefined;
  readonly git: GitAccess;
  readonly charts: ChartRegistry;
  /** True if a Promise has changed, so that an earlier result is outdated. */
  readonly hasPromiseChanged: boolean;
  /** For each wait. */
  readonly timeout: Timeout;
}

interface Request extends RequestObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * Declares a cluster type and waits for the result. Applies the example only if no BootstrapClaim exists: an existing
 * one belongs to its owner and remains unchanged.
 *
 * @throws ClusterError, ActionableError
 */
export async function bootstrap(cluster: Cluster, options: BootstrapOptions): Promise<Outcome<Answer>> {
  const { file, timeout, hasPromiseChanged } = options;
  const wanted =
    file === undefined ? await exampleFor(cluster, options) : readClaim(file, options.platformNamespace);
  const kept = file === undefined ? await findKept(cluster, wanted) : undefined;
  const claim = kept ?? wanted;
  const before = kept ?? (await readRequest(cluster, claim));
  const change: Change = kept
    ? 'unchanged'
    : await applyWhenReady(cluster, { objects: [claim], what: 'the BootstrapClaim', timeout });
  const earlier =
    before && (await runAgainIfOutdated(cluster, { before, hasPromiseChanged })) ? before : undefined;
  const answer = await awaitAnswer(cluster, { claim, earlier, timeout });
  const { message, failure } = answer;
  const warnings = kept ? differences(kept, wanted) : [];
  const refusal = failure
    ? [`The BootstrapClaim is not delivered: ${failure.reason}: ${failure.message}`]
    : [];
  return {
    value: answer,
    change,
    detail: `${answer.request}: ${message}`,
    warnings: [...warnings, ...refusal],
  };
}

/** Returns the example for a cluster: if it has cert-manager already, Argo CD does not install it a second time. */
async function exampleFor(cluster: Cluster, options: BootstrapOptions): Promise<Request> {
  const claim = exampleClaim(options);
  if (!(await hasDefinition(cluster, certManagerDefinition))) return claim;
  return { ...claim, spec: { ...claim.spec, installedOperators: ['cert-manager'] } };
}

/** Returns the example of the documentation with the addresses of this platform. */
export function exampleClaim({
  promises,
  platformNamespace,
  git,
  charts,
}: Pick<BootstrapOptions, 'promises' | 'platformNamespace' | 'git' | 'charts'>): Request {
  const example = readClaim(join(promises, 'bootstrap-claim/cases/example/input.yaml'));
  const namespace = platformNamespace ?? example.metadata.namespace!;
  const address = parseGitURL(git.url);
  if (address === undefined) throw new ActionableError(`Invalid address of the state store: "${git.url}"`);
  const { chartsRepository, gitOps } = example.spec as Record<string, object>;
  return {
    ...example,
    metadata: { ...example.metadata, namespace },
    spec: {
      ...example.spec,
      giteaURL: address.giteaURL,
      organization: address.organization,
      repositories: { stateStore: address.repository },
      chartsRepository: { ...chartsRepository, ...charts },
      gitOps: { ...gitOps, branch: git.branch },
    },
  };
}

function readClaim(file: string, platformNamespace: string = defaultPlatformNamespace): Request {
  const hint = 'set a file with a BootstrapClaim (BOOTSTRAP=, --bootstrap)';
  if (!existsSync(file))
    throw new ActionableError(`Cannot read the BootstrapClaim: "${file}" does not exist`, { hint });
  const objects = parseRequestFile(readFileSync(file, 'utf8')) as Request[];
  const claim = objects.find(({ kind }) => kind === 'BootstrapClaim');
  if (claim === undefined)
    throw new ActionableError(`Cannot read the BootstrapClaim: "${file}" contains none`, { hint });
  return { ...claim, metadata: { namespace: platformNamespace, ...claim.metadata } };
}

function readRequest(
  cluster: Cluster,
  { apiVersion, kind, metadata }: Request,
): Promise<Request | undefined> {
  return cluster.find<Request>({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
}

/** Returns an existing claim of the same namespace, preferably of the same name. */
async function findKept(
  cluster: Cluster,
  { apiVersion, kind, ...wanted }: Request,
): Promise<Request | undefined> {
  const { namespace } = wanted.metadata;
  const all = await cluster.list<Request>({ apiVersion, kind, namespace });
  return all.find(({ metadata }) => metadata.name === wanted.metadata.name) ?? all[0];
}

/** Returns a warning for each address in which an existing claim differs from this platform. */
function differences(kept: Request, wanted: Request): string[] {
  const [existing, expected] = [addressesOf(kept.spec), addressesOf(wanted.spec)];
  return Object.entries(expected)
    .filter(([field, value]) => existing[field] !== value)
    .map(
      ([field, value]) =>
        `The existing BootstrapClaim has ${field} ${existing[field]}, this platform has ${value}: edit the claim if this is not intended`,
    );
}

/** Returns the addresses of Git and charts in a claim, by the path of the field. */
function addressesOf(spec: Request['spec']): Readonly<Record<string, unknown>> {
  const inner = (field: string, key: string): unknown =>
    (spec[field] as Readonly<Record<string, unknown>> | undefined)?.[key];
  return {
    giteaURL: spec['giteaURL'],
    organization: spec['organization'],
    'repositories.stateStore': inner('repositories', 'stateStore') ?? inner('repositories', 'voltran'),
    'gitOps.branch': inner('gitOps', 'branch'),
    'chartsRepository.url': inner('chartsRepository', 'url'),
  };
}

/** Makes a claim run again if its Promise has changed, and returns whether it runs again. */
async function runAgainIfOutdated(
  cluster: Cluster,
  { before, hasPromiseChanged }: { before: Request; hasPromiseChanged: boolean },
): Promise<boolean> {
  const now = await readRequest(cluster, before);
  if (now?.metadata.generation !== before.metadata.generation) return true;
  // a changed Promise does not run a suspended request again
  if (hasPromiseChanged) await requestRun(cluster, before);
  return hasPromiseChanged;
}

async function awaitAnswer(
  cluster: Cluster,
  { claim, earlier, timeout }: { claim: Request; earlier: Request | undefined; timeout: Timeout },
): Promise<Answer> {
  const request = titleOf(claim);
  return waitUntil({
    what: `${request} has a result`,
    timeout,
    probe: async () => {
      const now = await readRequest(cluster, claim);
      if (now === undefined || !hasEnded(now, earlier)) return undefined;
      const broken = failedRun(now);
      if (broken !== undefined) {
        const { text, details } = broken;
        const reason = [`${request}: ${text}`, ...details.slice(0, -1)].join('; ');
        throw new ActionableError(reason, { hint: details.at(-1)! });
      }
      const { message = '', failure } = now.status ?? {};
      return failure === undefined ? undefined : { request, message, failure: failure ?? undefined };
    },
    why: async () => {
      const now = await readRequest(cluster, claim);
      const { text, details } = now === undefined ? { text: 'deleted', details: [] } : deliveryOf(now);
      const labels = { [runLabels.resourceName]: claim.metadata.name };
      const problems = await podProblems(cluster, { namespace: namespaceOf(claim), labels });
      return [text, ...details, ...problems].join('; ');
    },
  });
}

/** Returns whether a run has ended; after a change, a run later than the earlier one. */
function hasEnded(now: Request, earlier: Request | undefined): boolean {
  return earlier === undefined ? !isRunning(now) : hasRunAgain(now, [earlier]);
}
