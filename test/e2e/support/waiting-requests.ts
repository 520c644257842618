import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { clusterTypeClaim } from './cluster-type.ts';
import { type FrontRegistry, frontRegistry } from './front-registry.ts';
import { revokePermission } from './permission.ts';
import { waitForObjectRead } from './pipeline-pod.ts';
import { applicationClaim, greeter, platformApplicationClaim } from './requests.ts';
import { requestPath, type Scenario } from './scenario.ts';
import { pushThirdPartyChart } from './third-party-chart.ts';

/** Request that cannot be delivered for a reason outside of it. */
export interface WaitingRequest {
  readonly what: string;
  readonly request: object;
  readonly reason: string;
  readonly message: RegExp;
  /** Message once it is delivered. */
  readonly delivered: RegExp;
  /** Application that Argo CD then syncs. None for a database, which waits for its operator. */
  readonly application?: string;
}

const environment = 'cure-sandbox';

/** Port of the registry in front of the platform's. */
const port = 5003;

/** Namespace of the request whose pipeline loses its permission: no other request uses its ServiceAccount. */
const namespace = 'cure-team';
const holder = applicationClaim('holder', { environment: 'cure-dev', applications: [greeter('held')] });
const ledger = (size: string): object => ({
  ...platformApplicationClaim('permitted', {
    environment: 'cure-qa',
    services: [{ name: 'permitted-db', type: 'postgresql', storage: { size } }],
  }),
  metadata: { name: 'permitted', namespace },
});

const refusable: readonly WaitingRequest[] = [
  {
    what: 'an environment that is declared later',
    request: applicationClaim('early', { environment, applications: [greeter('early')] }),
    reason: 'UnknownEnvironment',
    message: /^Refused: .*Unknown environment "cure-sandbox"/,
    delivered: /^1 application delivered to cure-sandbox$/,
    application: 'early-cure-sandbox',
  },
  {
    what: 'a chart that is pushed later',
    request: applicationClaim('chartless', {
      environment: 'cure-dev',
      applications: [{ name: 'chartless', chart: { name: 'late', version: '0.1.0' } }],
    }),
    reason: 'ChartNotFound',
    message: /^Refused: .*late/,
    delivered: /^1 application delivered to cure-dev$/,
    application: 'chartless-cure-dev',
  },
  {
    what: 'a name that is freed later',
    request: applicationClaim('successor', { environment: 'cure-dev', applications: [greeter('held')] }),
    reason: 'NameTaken',
    message: /^Refused: .*"held-cure-dev" belongs to ApplicationClaim default\/holder/,
    delivered: /^1 application delivered to cure-dev$/,
    application: 'held-cure-dev',
  },
  {
    what: 'a permission that is given back later',
    request: ledger('3Gi'),
    reason: 'ApiServerUnavailable',
    message: /^Trying again: Listing .*: denied \(403\)/,
    delivered: /^1 service delivered to cure-qa$/,
  },
];

const patient: WaitingRequest = {
  what: 'a registry that comes back',
  request: applicationClaim('patient', {
    environment: 'cure-qa',
    applications: [
      { name: 'patient', chart: { name: 'foreign', version: '0.1.0' }, values: { greeting: 'patience' } },
    ],
  }),
  reason: 'RegistryUnavailable',
  message: /^Trying again: .*foreign/,
  delivered: /^1 application delivered to cure-qa$/,
  application: 'patient-cure-qa',
};

/** One request for each fix outside of it. */
export const waitingRequests: readonly WaitingRequest[] = [...refusable, patient];

/** State after the requests were refused and the fixes came. */
export interface Waiting {
  /** Commit before any of them was applied. */
  readonly head: string;
  /** The requests as they were refused, in their order. */
  readonly refused: readonly ResourceRequest[];
}

/** Returns a request that is fixed while it is being refused by a run in progress. */
export const fixedDuringRun = (more: object = {}): object =>
  applicationClaim('hasty', { environment: 'cure-dev', applications: [greeter('hasty', more)] });

/** Applies the requests, waits until each reports why it cannot be delivered, and brings all fixes. */
export async function startWaitingRequests(scenario: Scenario): Promise<Waiting> {
  const registry = await frontRegistry(scenario, {
    name: 'cure',
    environments: ['cure-dev', 'cure-qa'],
    charts: ['late', 'foreign'],
    port,
  });
  await scenario.platform.cluster.kubectl(['create', 'namespace', namespace]);
  await Promise.all([
    scenario.deliver(holder, /delivered to cure-dev$/),
    scenario.deliver(ledger('2Gi'), /delivered to cure-qa$/),
  ]);
  const head = await scenario.repository.head();
  await scenario.apply(
    fixedDuringRun({ env: [{ name: 'DB_PASSWORD', value: 'correct-horse-battery-staple' }] }),
  );
  await waitForObjectRead(scenario, fixedDuringRun());
  await scenario.apply(fixedDuringRun());
  const refused = [...(await refusedMeanwhile(scenario)), await unansweredMeanwhile(scenario, registry)];
  await Promise.all([
    declareEnvironment(scenario),
    pushThirdPartyChart(scenario.platform.cluster, 'late'),
    freeName(scenario),
  ]);
  return { head, refused };
}

/** Returns the requests as they were refused without the permission, and then restores it. */
async function refusedMeanwhile(scenario: Scenario): Promise<readonly ResourceRequest[]> {
  const permit = await revokePermission(scenario, ledger('2Gi'));
  try {
    for (const { request } of refusable) await scenario.apply(request);
    return await Promise.all(
      refusable.map(({ request, message }) => scenario.waitForMessage(request, message)),
    );
  } finally {
    await permit();
  }
}

/** Returns the request as it waits for the registry, and then lets the registry answer again. */
async function unansweredMeanwhile(scenario: Scenario, registry: FrontRegistry): Promise<ResourceRequest> {
  await pushThirdPartyChart(scenario.platform.cluster, 'foreign');
  registry.cutOff();
  try {
    await scenario.apply(patient.request);
    return await scenario.waitForMessage(patient.request, patient.message);
  } finally {
    registry.recover();
  }
}

async function declareEnvironment(scenario: Scenario): Promise<void> {
  const environments = ['cure-dev', 'cure-qa', environment];
  const claim = await clusterTypeClaim(scenario, { name: 'cure', environments });
  const path = requestPath(claim);
  await scenario.api.merge(path, { spec: { gitOps: { environments } } });
  await scenario.waitForMessage(claim, /^Cluster type cure declared with cure-dev, cure-qa, cure-sandbox$/);
}

async function freeName(scenario: Scenario): Promise<void> {
  const before = await scenario.repository.head();
  await scenario.remove(holder);
  await scenario.waitForCommit(holder, before);
}
