import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { pushForeignChart } from './foreign-chart.ts';
import { revokePermission } from './permission.ts';
import { objectRead } from './pipeline-pod.ts';
import { cutOffRegistry, restoreRegistry } from './registry.ts';
import { applicationClaim, bootstrapClaim, greeter, platformApplicationClaim } from './requests.ts';
import { requestPath, type Scenario } from './scenario.ts';

/** A request that cannot be delivered for a reason that lies outside of it. */
export interface WaitingRequest {
  readonly what: string;
  readonly request: object;
  readonly reason: string;
  readonly message: RegExp;
  /** What it says once it is delivered. */
  readonly delivered: RegExp;
  /** What Argo CD then syncs; a database has to wait for its operator. */
  readonly application?: string;
}

const environment = 'sandbox';
const holder = applicationClaim('holder', { environment: 'dev', applications: [greeter('held')] });
const ledger = (size: string): object =>
  platformApplicationClaim('permitted', {
    environment: 'qa',
    services: [{ name: 'permitted-db', type: 'postgresql', storage: { size } }],
  });

const refusable: readonly WaitingRequest[] = [
  {
    what: 'an environment that is declared later',
    request: applicationClaim('early', { environment, applications: [greeter('early')] }),
    reason: 'UnknownEnvironment',
    message: /^Refused: .*'sandbox' is not declared/,
    delivered: /^1 application delivered to sandbox$/,
    application: 'early-sandbox',
  },
  {
    what: 'a chart that is pushed later',
    request: applicationClaim('chartless', {
      environment: 'dev',
      applications: [{ name: 'chartless', chart: { name: 'late', version: '0.1.0' } }],
    }),
    reason: 'ChartNotFound',
    message: /^Refused: .*late/,
    delivered: /^1 application delivered to dev$/,
    application: 'chartless-dev',
  },
  {
    what: 'a name that is freed later',
    request: applicationClaim('successor', { environment: 'dev', applications: [greeter('held')] }),
    reason: 'NameTaken',
    message: /^Refused: .*'held-dev' belongs to ApplicationClaim default\/holder/,
    delivered: /^1 application delivered to dev$/,
    application: 'held-dev',
  },
  {
    what: 'a permission that is given back later',
    request: ledger('2Gi'),
    reason: 'ApiServerUnavailable',
    message: /^Trying again: Listing .*: denied \(403\)/,
    delivered: /^1 service delivered to qa$/,
  },
];

const patient: WaitingRequest = {
  what: 'a registry that comes back',
  request: applicationClaim('patient', {
    environment: 'qa',
    applications: [
      { name: 'patient', chart: { name: 'foreign', version: '0.1.0' }, values: { greeting: 'patience' } },
    ],
  }),
  reason: 'RegistryUnavailable',
  message: /^Trying again: .*foreign/,
  delivered: /^1 application delivered to qa$/,
  application: 'patient-qa',
};

/** One for each cure that somebody else brings. */
export const waitingRequests: readonly WaitingRequest[] = [...refusable, patient];

/** What there was when the requests had been refused, and were cured. */
export interface Waiting {
  /** Commit before any of them was applied. */
  readonly head: string;
  /** The requests as they were refused, in their order. */
  readonly refused: readonly ResourceRequest[];
}

let begun: Promise<Waiting> | undefined;

/**
 * Applies the requests, waits until each says why it cannot be delivered, and brings all cures. A request whose cure
 * lies elsewhere looks again after five minutes: so this is begun before everything else, and looked at after it.
 */
export function waiting(scenario: Scenario): Promise<Waiting> {
  begun ??= begin(scenario);
  return begun;
}

/** A request that is mended while the run that refuses it is going on. */
export const hasty = (more: object = {}): object =>
  applicationClaim('hasty', { environment: 'dev', applications: [greeter('hasty', more)] });

async function begin(scenario: Scenario): Promise<Waiting> {
  await Promise.all([
    scenario.deliver(holder, /delivered to dev$/),
    scenario.deliver(ledger('1Gi'), /delivered to qa$/),
  ]);
  const head = await scenario.repository.head();
  await scenario.apply(hasty({ env: [{ name: 'DB_PASSWORD', value: 'correct-horse-battery-staple' }] }));
  await objectRead(scenario, hasty());
  await scenario.apply(hasty());
  const refused = [...(await refusedMeanwhile(scenario)), await unansweredMeanwhile(scenario)];
  await Promise.all([
    declareEnvironment(scenario),
    pushForeignChart(scenario.platform.cluster, 'late'),
    freeName(scenario),
  ]);
  return { head, refused };
}

/** The requests as they are refused; in the end the pipeline of one may again do what it may. */
async function refusedMeanwhile(scenario: Scenario): Promise<readonly ResourceRequest[]> {
  const permit = await revokePermission(scenario, ledger('1Gi'));
  try {
    for (const { request } of refusable) await scenario.apply(request);
    return await Promise.all(refusable.map(({ request, message }) => scenario.says(request, message)));
  } finally {
    await permit();
  }
}

/** The request that the registry does not answer; in the end the registry is back. */
async function unansweredMeanwhile(scenario: Scenario): Promise<ResourceRequest> {
  const { api, platform } = scenario;
  await pushForeignChart(platform.cluster, 'foreign');
  await cutOffRegistry(api);
  try {
    await scenario.apply(patient.request);
    return await scenario.says(patient.request, patient.message);
  } finally {
    await restoreRegistry(api);
  }
}

async function declareEnvironment(scenario: Scenario): Promise<void> {
  const claim = bootstrapClaim(new URL(scenario.platform.git.publicURL).origin) as ResourceRequest & {
    readonly spec: { readonly gitOps: { readonly environments: readonly string[] } };
  };
  const { environments } = claim.spec.gitOps;
  await scenario.api.merge(requestPath(claim), {
    spec: { gitOps: { environments: [...environments, environment] } },
  });
  await scenario.says(claim, /^Cluster type nonprod declared with dev, qa, sandbox$/);
}

async function freeName(scenario: Scenario): Promise<void> {
  const before = await scenario.repository.head();
  await scenario.remove(holder);
  await scenario.committed(holder, before);
}
