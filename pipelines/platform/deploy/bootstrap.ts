import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../shared/kratix/outcome.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';
import type { Kubectl } from '../kubectl.ts';
import { deliveryOf, isRunning } from '../operate/delivery.ts';
import type { RequestObject } from '../operate/requests.ts';
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
  /** Seconds for each wait. */
  readonly within: number;
}

interface Request extends RequestObject {
  readonly spec: Readonly<Record<string, unknown>>;
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
    'repositories.voltran': inner('repositories', 'voltran'),
    'gitOps.branch': inner('gitOps', 'branch'),
    'chartsRepository.url': inner('chartsRepository', 'url'),
  };
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
      if (now === undefined || !isAnswered(now, before)) return undefined;
      const { message = '', failure } = now.status ?? {};
      return { request, message, failure: failure ?? undefined };
    },
    why: async () => {
      const now = await readRequest(kubectl, wanted);
      const { text, details } = now === undefined ? { text: 'it is gone', details: [] } : deliveryOf(now);
      return [text, ...details].join('; ');
    },
  });
}

/** Whether what the request says is about its spec as it is now: a run has ended since that was applied. */
function isAnswered(now: Request, before: Request | undefined): boolean {
  if (isRunning(now) || now.status?.failure === undefined) return false;
  if (before === undefined || before.metadata.generation === now.metadata.generation) return true;
  return JSON.stringify(now.status) !== JSON.stringify(before.status);
}
