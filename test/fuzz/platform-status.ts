import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { carriedCharts } from '../../pipelines/configure/carried-charts.ts';
import { configure } from '../../pipelines/configure/configure.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { findCases, projectFolder, readInput } from '../support/cases.ts';
import { applicationWith, bootstrapWith, databaseWith } from '../support/configured.ts';
import { mutateTree, type TreeMutation, treeMutation } from './mutate-tree.ts';
import { checkFiles, checkOutcome, classOf, outcomeOf, printOutcome } from './oracle.ts';
import { fuzzTarget } from './target.ts';

const uid = (name: string): string => `00000000-0000-0000-0000-${name.padStart(12, '0')}`;

/** Platforms that the cases deliver, with the status that a run wrote. */
const claims = findCases()
  .filter(({ promise, isRefused }) => promise === 'bootstrap-claim' && !isRefused)
  .map((oneCase) => delivered(readInput(oneCase)));

function delivered(object: KubernetesObject): KubernetesObject {
  const platform = bootstrapClaim.platform?.(parseRequest(bootstrapClaim, object));
  const metadata = { ...object.metadata, uid: uid('1'), creationTimestamp: '2026-01-01T00:00:00Z' };
  return { ...object, metadata, status: { message: 'x', clusterType: 'nonprod', platform, releases: [] } };
}

const release = {
  name: 'db',
  chart: 'postgresql',
  version: '1.0.0',
  digest: `sha256:${'0'.repeat(64)}`,
  values: 'environments/nonprod/dev/platform/db/values.yaml',
  namespace: 'dev',
  engine: 'postgresql',
  engineVersion: '16',
  storage: '10Gi',
  replicas: 1,
  protected: true,
};
const status = {
  message: 'x',
  environment: 'dev',
  clusterType: 'nonprod',
  releases: [release],
  warnings: [],
};

/** Requests that run on the changed platform; each also has a status that a client may have changed. */
const requests: readonly KubernetesObject[] = [
  applicationWith({ env: [{ name: 'A', value: 'b' }], ingress: {} }),
  databaseWith({}, { status }),
  bootstrapWith({ values: { microservice: { replicas: 2 } } }),
  { ...bootstrapWith(), status: claims[0]!.status },
];
const words = [...new Set(JSON.stringify([claims, requests]).match(/[A-Za-z][\w.-]{1,40}/g) ?? [])];

interface Input {
  readonly request: number;
  readonly claims: readonly { readonly claim: number; readonly changes: readonly TreeMutation[] }[];
  /** Changes of the status of the request itself, and of another request. */
  readonly own: readonly TreeMutation[];
  readonly other: readonly TreeMutation[];
  readonly repeat: number;
}

const mutations = fc.array(treeMutation(words), { maxLength: 3 });

/** Changed status of BootstrapClaims and other requests, as the requests of a whole run. */
export const platformStatusTarget = fuzzTarget<Input>({
  name: 'platform-status',
  input: fc.record({
    request: fc.nat(requests.length - 1),
    claims: fc.array(fc.record({ claim: fc.nat(claims.length - 1), changes: mutations }), {
      minLength: 1,
      maxLength: 3,
    }),
    own: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, mutations),
    other: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, mutations),
    repeat: fc.nat(19),
  }),
  run,
});

const charts = carriedCharts(join(projectFolder, 'dist', 'charts'));

async function run(input: Input): Promise<string> {
  const request = requests[input.request]!;
  const platforms = input.claims.map(({ claim, changes }, index) => {
    const { metadata, ...rest } = claims[claim]!;
    const name = `platform-${index}`;
    const changed = mutateTree(rest.status, { mutations: changes });
    return { ...rest, metadata: { ...metadata, name, uid: uid(String(index)) }, status: changed };
  });
  const other = { ...databaseWith({ name: 'other' }), metadata: { name: 'other', namespace: 'team-b' } };
  const objects = [
    ...platforms,
    { ...other, status: mutateTree(status, { mutations: input.other }) },
    { ...request, status: mutateTree(request.status ?? {}, { mutations: input.own }) },
  ];
  const runOnce = async (): Promise<Delivered> => {
    const all = objects.map((each) => toExistingRequest(each));
    return configure(objects.at(-1)!, { requests: { listRequests: async () => all }, charts });
  };
  const outcome = await outcomeOf(runOnce);
  checkOutcome(outcome, objects);
  if (input.repeat === 0) {
    assert.equal(printOutcome(await outcomeOf(runOnce)), printOutcome(outcome), 'two runs differ');
    checkFiles(outcome);
  }
  return classOf(outcome);
}
