import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionableError } from '../../../shared/errors.ts';
import { manualReconciliationLabel, runLabels } from '../../../shared/kratix/contract.ts';
import type { Failure } from '../../../shared/kratix/outcome.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import type { Kubectl } from '../kubectl.ts';
import { deliveryOf, failedRun, isRunning } from '../operate/delivery.ts';
import { namespaceOf, type RequestObject, titleOf } from '../operate/requests.ts';
import { hasRunAgain } from '../operate/run-again.ts';
import { applyWhenReady } from './apply-objects.ts';
import type { GitAccess } from './git-access.ts';
import { parseGitURL } from './git-url.ts';
import type { ChartsPlace } from './registry.ts';
import { podTroubles } from './rollout.ts';
import type { Change, Outcome } from './step.ts';
import { type Timeout, waitUntil } from './wait-until.ts';

/** What a request answers, on itself. */
export interface Answer {
  /** `BootstrapClaim default/platform-bootstrap` */
  readonly request: string;
  readonly message: string;
  /** Why it is not delivered. */
  readonly failure?: Failure | undefined;
}

/** The cluster type to declare, and what it stands on. */
export interface BootstrapOptions {
  /** Folder of the Promises, with the example. */
  readonly promises: string;
  /** File with a request to apply as it is, in place of the example. */
  readonly file?: string | undefined;
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** Whether a Promise has changed: what a claim said before is the answer of another program then. */
  readonly isPromiseNew: boolean;
  /** For each wait. */
  readonly timeout: Timeout;
}

interface Request extends RequestObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

const resource = 'bootstrapclaims.platform.infraforge.io';

/**
 * Declares a cluster type and waits for the answer. The example is for the first time: a claim that is there is its
 * owner's, whatever its name, and stays as it is.
 *
 * @throws KubectlError, ActionableError
 */
export async function bootstrap(kubectl: Kubectl, options: BootstrapOptions): Promise<Outcome<Answer>> {
  const { file, timeout, isPromiseNew } = options;
  const wanted = file === undefined ? exampleClaim(options) : readClaim(file);
  const kept = file === undefined ? await findKept(kubectl, wanted) : undefined;
  const claim = kept ?? wanted;
  const before = kept ?? (await readRequest(kubectl, claim));
  const change: Change = kept
    ? 'unchanged'
    : await applyWhenReady(kubectl, { objects: [claim], what: 'the BootstrapClaim', timeout });
  const earlier = before && (await isToRun(kubectl, { before, isPromiseNew })) ? before : undefined;
  const answer = await awaitAnswer(kubectl, { claim, earlier, timeout });
  const { message, failure } = answer;
  const warnings = kept ? differences(kept, wanted) : [];
  const refusal = failure ? [`It is not delivered: ${failure.reason}: ${failure.message}`] : [];
  return {
    value: answer,
    change,
    detail: `${answer.request}: ${message}`,
    warnings: [...warnings, ...refusal],
  };
}

/** The example of the documentation, on what this platform has. */
export function exampleClaim({
  promises,
  git,
  charts,
}: Pick<BootstrapOptions, 'promises' | 'git' | 'charts'>): Request {
  const example = readClaim(join(promises, 'bootstrap-claim/cases/example/input.yaml'));
  const place = parseGitURL(git.url);
  if (place === undefined) throw new ActionableError(`Read the state store's address: "${git.url}" is none`);
  const { chartsRepository, gitOps } = example.spec as Record<string, object>;
  return {
    ...example,
    spec: {
      ...example.spec,
      giteaURL: place.giteaURL,
      organization: place.organization,
      repositories: { stateStore: place.repository },
      chartsRepository: { ...chartsRepository, ...charts },
      gitOps: { ...gitOps, branch: git.branch },
    },
  };
}

function readClaim(file: string): Request {
  const hint = 'name a file with one (BOOTSTRAP=, --bootstrap)';
  if (!existsSync(file))
    throw new ActionableError(`Read the BootstrapClaim: there is no "${file}"`, { hint });
  const objects = parseRequestFile(readFileSync(file, 'utf8')) as Request[];
  const claim = objects.find(({ kind }) => kind === 'BootstrapClaim');
  if (claim === undefined)
    throw new ActionableError(`Read the BootstrapClaim: "${file}" holds none`, { hint });
  return { ...claim, metadata: { namespace: 'default', ...claim.metadata } };
}

function readRequest(kubectl: Kubectl, { metadata }: Request): Promise<Request | undefined> {
  return kubectl.find<Request>([resource, metadata.name, `--namespace=${metadata.namespace}`]);
}

/** The claim that is there already: that of the name, else any. */
async function findKept(kubectl: Kubectl, wanted: Request): Promise<Request | undefined> {
  const all = await kubectl.list<Request>([resource, '--all-namespaces']);
  return all.find((claim) => titleOf(claim) === titleOf(wanted)) ?? all[0];
}

/** Where a claim that is kept stands on something else than this platform. */
function differences(kept: Request, wanted: Request): string[] {
  const [has, is] = [placesOf(kept.spec), placesOf(wanted.spec)];
  return Object.entries(is)
    .filter(([field, value]) => has[field] !== value)
    .map(
      ([field, value]) =>
        `The BootstrapClaim that is there says ${field} ${has[field]}, this platform has ${value}: edit it if that is not meant`,
    );
}

/** What a claim says of Git and of the charts, by the path of the field. */
function placesOf(spec: Request['spec']): Readonly<Record<string, unknown>> {
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

/** Whether a claim runs again: because its spec has changed, or because it is told to after its Promise has. */
async function isToRun(
  kubectl: Kubectl,
  { before, isPromiseNew }: { before: Request; isPromiseNew: boolean },
): Promise<boolean> {
  const now = await readRequest(kubectl, before);
  if (now?.metadata.generation !== before.metadata.generation) return true;
  // told, because a Promise that changes has no request run again that is suspended
  if (isPromiseNew) {
    const label = [`${manualReconciliationLabel}=true`, '--overwrite', `--namespace=${namespaceOf(before)}`];
    await kubectl.run(['label', resource, before.metadata.name, ...label]);
  }
  return isPromiseNew;
}

async function awaitAnswer(
  kubectl: Kubectl,
  { claim, earlier, timeout }: { claim: Request; earlier: Request | undefined; timeout: Timeout },
): Promise<Answer> {
  const request = titleOf(claim);
  return waitUntil({
    what: `${request} is answered`,
    timeout,
    probe: async () => {
      const now = await readRequest(kubectl, claim);
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
      const now = await readRequest(kubectl, claim);
      const { text, details } = now === undefined ? { text: 'it is gone', details: [] } : deliveryOf(now);
      const selector = `--selector=${runLabels.resourceName}=${claim.metadata.name}`;
      const troubles = await podTroubles(kubectl, [`--namespace=${namespaceOf(claim)}`, selector]);
      return [text, ...details, ...troubles].join('; ');
    },
  });
}

/** Whether a run has ended, and another one than what there was earlier where something has changed since. */
function hasEnded(now: Request, earlier: Request | undefined): boolean {
  return earlier === undefined ? !isRunning(now) : hasRunAgain(now, [earlier]);
}
