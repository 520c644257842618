import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyWhenReady } from './apply-objects.ts';
import type { GitAccess } from './git-access.ts';
import { parseGitURL } from './git-url.ts';
import type { ChartsPlace } from './registry.ts';
import { type Change, Obstacle, type Outcome } from './step.ts';
import { waitUntil } from './wait-until.ts';

/** What a request answers, on itself. */
export interface Answer {
  /** `BootstrapClaim default/platform-bootstrap` */
  readonly request: string;
  readonly message: string;
  /** Why it is refused. */
  readonly failure?: { readonly reason: string; readonly message: string } | undefined;
}

/** The cluster type to declare, and what it stands on. */
export interface BootstrapOptions {
  /** Folder of the Promises, with the example. */
  readonly promises: string;
  /** File with a request to apply as it is, in place of the example. */
  readonly file?: string | undefined;
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** Seconds for each wait. */
  readonly within: number;
}

/** A request, as far as it is read here. */
interface Request extends KubernetesObject {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: {
    readonly message?: string;
    readonly failure?: { readonly reason: string; readonly message: string } | null;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const resource = 'bootstrapclaims.platform.infraforge.io';

/**
 * Declares a cluster type and waits for the answer. The example is for the first time: once there, it is its owner's
 * and stays as it is.
 *
 * @throws KubectlError, Obstacle
 */
export async function bootstrap(kubectl: Kubectl, options: BootstrapOptions): Promise<Outcome<Answer>> {
  const wanted = options.file === undefined ? exampleClaim(options) : readClaim(options.file);
  const before = await readRequest(kubectl, wanted);
  const keep = options.file === undefined && before !== undefined;
  const { within } = options;
  const change: Change = keep
    ? 'unchanged'
    : await applyWhenReady(kubectl, { objects: [wanted], what: 'the BootstrapClaim', within });
  const answer = await awaitAnswer(kubectl, { wanted, before, within });
  const { message, failure } = answer;
  const warnings = keep ? differences(before, wanted) : [];
  const refusal = failure ? [`It is refused: ${failure.reason}: ${failure.message}`] : [];
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
  if (place === undefined) throw new Obstacle(`Read the state store's address: "${git.url}" is none`);
  const { chartsRepository, gitOps } = example.spec as Record<string, object>;
  return {
    ...example,
    spec: {
      ...example.spec,
      giteaURL: place.giteaURL,
      organization: place.organization,
      repositories: { voltran: place.repository },
      chartsRepository: { ...chartsRepository, ...charts },
      gitOps: { ...gitOps, branch: git.branch },
    },
  };
}

function readClaim(file: string): Request {
  if (!existsSync(file)) throw new Obstacle(`Read the BootstrapClaim: there is no "${file}"`);
  const objects = parseRequestFile(readFileSync(file, 'utf8')) as Request[];
  const claim = objects.find(({ kind }) => kind === 'BootstrapClaim');
  if (claim === undefined) throw new Obstacle(`Read the BootstrapClaim: "${file}" holds none`);
  return { ...claim, metadata: { namespace: 'default', ...claim.metadata } };
}

function readRequest(kubectl: Kubectl, { metadata }: Request): Promise<Request | undefined> {
  return kubectl.find<Request>([resource, metadata.name, `--namespace=${metadata.namespace}`]);
}

/** Where a claim that is kept stands on something else than this platform. */
function differences(kept: Request, wanted: Request): string[] {
  const fields = ['giteaURL', 'organization', 'chartsRepository'] as const;
  const place = (spec: Request['spec'], field: string): unknown =>
    field === 'chartsRepository' ? (spec[field] as { url?: string } | undefined)?.url : spec[field];
  return fields
    .filter((field) => place(kept.spec, field) !== place(wanted.spec, field))
    .map(
      (field) =>
        `The BootstrapClaim that is there says ${field} ${place(kept.spec, field)}, this platform has ${place(wanted.spec, field)}: edit it if that is not meant`,
    );
}

async function awaitAnswer(
  kubectl: Kubectl,
  { wanted, before, within }: { wanted: Request; before: Request | undefined; within: number },
): Promise<Answer> {
  const { name, namespace } = wanted.metadata;
  const request = `BootstrapClaim ${namespace}/${name}`;
  return waitUntil({
    what: `${request} is answered`,
    within,
    probe: async () => {
      const now = await readRequest(kubectl, wanted);
      const message = now?.status?.message;
      if (message === undefined || !isAnswered(now!, before)) return undefined;
      return { request, message, failure: now?.status?.failure ?? undefined };
    },
    why: async () => 'it says nothing; see the pods of its namespace, and the log of Kratix',
  });
}

/** Whether what the request says is about its spec as it is now: a run has ended since that was applied. */
function isAnswered(now: Request, before: Request | undefined): boolean {
  if (before === undefined || before.metadata.generation === now.metadata.generation) return true;
  const { conditions = [], failure } = now.status ?? {};
  const completed = conditions.find(({ type }) => type === 'ConfigureWorkflowCompleted');
  const isRunning = completed?.status === 'False' && !failure;
  return !isRunning && JSON.stringify(now.status) !== JSON.stringify(before.status);
}
