import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kratixApiVersion, kratixResources } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import {
  declaredPlatform,
  deliveredRequest,
  refusedRequest,
  syncedApplication,
  syncedRoot,
  waitingRequest,
  writtenPlacement,
} from '../../../test/support/argocd-applications.ts';
import { lockedCharts } from '../../../test/support/charts-lock.ts';
import { MemoryCluster, type MemoryClusterOptions } from '../../../test/support/memory-cluster.ts';
import { type Run, runInfraforge } from '../../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { ClusterError } from '../../cluster/cluster.ts';
import { createKubernetesCluster } from '../../cluster/kubernetes/kubernetes-cluster.ts';
import { startRegistry } from '../../stand-in/embedded-registry.ts';

const definition = (name: string): object => ({ kind: 'CustomResourceDefinition', metadata: { name } });
const installed = [...Object.values(kratixResources), 'applications.argoproj.io'].map(definition);
/** The API group of the requests, once Promises are installed. */
const group = {
  '/apis/platform.infraforge.io/v1': {
    resources: [
      ...['ApplicationClaim', 'BootstrapClaim'].map((kind) => ({
        kind,
        categories: ['infraforge-requests'],
      })),
      { kind: 'ApplicationClaim' },
    ],
  },
};

/** Runs a command on a cluster with Promises, Kratix and Argo CD. */
function run(
  args: readonly string[],
  objects: readonly object[],
  more: MemoryClusterOptions = {},
): Promise<Run> {
  return runInfraforge(args, '', ({ kubeconfig, context }) => {
    const all = [...installed, ...objects];
    return new MemoryCluster({ kubeconfig, context, objects: all, paths: group, ...more });
  });
}

/** Runs a command on a cluster whose requests are written to Git and synced. */
const runOn = (args: readonly string[], ...requests: readonly object[]): Promise<Run> =>
  run(args, [...requests, writtenPlacement(), syncedApplication()]);

/** Forwards ports of Services, named as `namespace/service:port`, to local ports. */
const forwardTo =
  (ports: Readonly<Record<string, number>>): NonNullable<MemoryClusterOptions['forward']> =>
  async ({ namespace, service, port }) =>
    ports[`${namespace}/${service}:${port}`];

const other = { name: 'ledger', uid: 'a2' };

/** Request with a malformed status. */
const malformed = (status: object): object => ({ ...deliveredRequest(), status });

it.each([
  { failure: {} },
  { failure: 'no', message: {} },
  { failure: { reason: 'NameTaken', message: 'taken', problems: [{ path: 1 }] }, environment: {} },
  { failure: null, warnings: 'none', releases: {} },
])('a malformed status stops no command: %j', async (status) => {
  const requests = [malformed(status), refusedRequest({ metadata: other })];
  const looked = await runOn(['status'], ...requests);
  expect(looked.printed.join('\n')).toMatch(/ledger +refused[\s\S]*shop +(yes|not yet)/);
  const listed = await runOn(['list'], ...requests);
  expect(listed.printed.join('\n')).toMatch(/ApplicationClaim team-a\/shop +– +no run has ended yet/);
  const logged = await runOn(['logs', 'shop'], ...requests);
  expect([looked.code, listed.code, logged.code]).toEqual([2, 0, 3]);
});

describe('infraforge status', () => {
  it('ends with 0 if everything is in order', async () => {
    const { code, printed } = await runOn(['status'], deliveredRequest());
    expect(printed.slice(0, 2)).toEqual([
      '  REQUEST                       DELIVERED  IN GIT    SYNCED',
      '✓ ApplicationClaim team-a/shop  yes        4ab12cd8  1 of 1 at its commit',
    ]);
    expect(printed.at(-1)).toBe('\n1 request: 1 in order');
    expect(code).toBe(0);
  });

  it('ends with 2 if a request is refused, with 3 if one waits', async () => {
    const refused = refusedRequest({ metadata: other });
    const { code, printed } = await runOn(['status'], deliveredRequest(), refused, waitingRequest());
    expect(code).toBe(2);
    expect(printed.join('\n')).toMatch(/✗ ApplicationClaim team-a\/ledger +refused +no .*\n +NameTaken: /);
    expect((await runOn(['status', 'shop'], waitingRequest())).code).toBe(3);
  });

  it('connects to the named context and kubeconfig, and can answer in JSON', async () => {
    const flags = ['--context', 'dev', '--kubeconfig', 'k'];
    const named: object[] = [];
    const { printed } = await runInfraforge(['status', ...flags, '--json'], '', (given) => {
      named.push({ context: given.context, kubeconfig: given.kubeconfig });
      const objects = [...installed, deliveredRequest(), writtenPlacement(), syncedApplication()];
      return new MemoryCluster({ objects, paths: group });
    });
    expect(JSON.parse(printed.join())).toMatchObject({ verdict: 'done', charts: [] });
    expect(named).toEqual([{ context: 'dev', kubeconfig: 'k' }]);
  });

  it('ends with 66 and a remedy if the kubeconfig cannot be used', async () => {
    const file = join(temporaryFolder(), 'config');
    const run = (context?: string): Promise<Run> =>
      runInfraforge(
        ['status', '--kubeconfig', file, ...(context ? ['--context', context] : [])],
        '',
        (flags) => createKubernetesCluster(flags, {}),
      );
    const remedy = 'set KUBECONFIG, or pass --kubeconfig';
    const outcomes = [await run()];
    for (const text of ['contexts: [', 'hello', 'contexts: [{name: dev, context: {cluster: a}}]']) {
      writeFileSync(file, text);
      outcomes.push(await run());
    }
    outcomes.push(await run('production'));
    expect(outcomes.map(({ code, complaints }) => `${code} ${complaints.join()}`)).toEqual([
      `66 cannot read kubeconfig "${file}": no such file or folder; ${remedy}`,
      `66 cannot read kubeconfig "${file}": not a kubeconfig; ${remedy}`,
      `66 the kubeconfig declares no context; ${remedy}`,
      '66 the kubeconfig has no current context; pass --context (declared: dev)',
      '66 unknown context "production"; declared: dev',
    ]);
  });

  it('redacts credentials in JSON too, and stays JSON', async () => {
    const message = 'clone "https://bot:canary@git.example.com/x": password=canary \u001b';
    const conditions = [{ type: 'WriteSucceeded', status: 'False', message }];
    const objects = [deliveredRequest(), writtenPlacement({ conditions }), syncedApplication()];
    const { printed } = await run(['status', '--json'], objects);
    const { requests } = JSON.parse(printed.join('\n')) as { requests: { written: { details: string[] } }[] };
    expect(requests[0]?.written.details[0]).toBe(
      'clone "https://***@git.example.com/x": password=*** \\u001b',
    );
  });

  it('names the command that installs the Promises, and a request that does not exist', async () => {
    expect(await run(['status'], [], { paths: {} })).toMatchObject({
      code: 2,
      complaints: ['No Promises are installed: run make deploy-platform'],
    });
    expect(await run(['status', '--context', 'production'], [], { paths: {} })).toMatchObject({
      complaints: ['No Promises are installed: run make deploy-platform CONTEXT=production'],
    });
    expect(await runOn(['status', 'shopp', '--namespace', 'team-a'], deliveredRequest())).toMatchObject({
      code: 64,
      complaints: [expect.stringContaining('No request "shopp" in namespace "team-a" found')],
    });
  });

  it('ends with 3 and one sentence if the cluster does not answer', async () => {
    const unreachable = new ClusterError('the cluster does not answer', {
      reason: 'Unreachable',
      hint: 'check that it runs',
    });
    expect(await run(['status'], [], { fails: () => unreachable })).toMatchObject({
      code: 3,
      complaints: ['the cluster does not answer; check that it runs'],
    });
  });

  it('asks a registry inside the cluster through a forwarded port', async () => {
    const registry = await startRegistry();
    try {
      const port = Number(new URL(registry.url.replace('oci:', 'http:')).port);
      const url = 'oci://registry.infraforge-registry.svc.cluster.local:5000/charts';
      await runInfraforge(['charts', 'push', '--registry', `${registry.url}/charts`]);
      const roots = ['apps', 'platform', 'operators'].map((root) => syncedRoot(`nonprod-${root}`));
      const operator = syncedRoot('cloudnative-pg-nonprod-operators');
      const objects = [declaredPlatform(url, true), writtenPlacement(), ...roots, operator];
      const forward = forwardTo({ 'infraforge-registry/registry:5000': port });
      const { printed } = await run(['status'], objects, { forward });
      expect(printed.join('\n')).toMatch(/✓ redis \S+ +published/);
      expect(printed.at(-1)).toBe(`${lockedCharts} charts: ${lockedCharts} in order`);
    } finally {
      await registry.close();
    }
  });

  it('reports the charts of a registry that cannot be reached as unknown', async () => {
    const url = 'oci://registry.infraforge-registry.svc:5000/charts';
    const { code, printed } = await runOn(['status'], declaredPlatform(url, true));
    expect(printed.at(-1)).toBe(`${lockedCharts} charts: ${lockedCharts} in progress or unknown`);
    expect(printed.join('\n')).toContain('there is no Service infraforge-registry/registry');
    expect(code).toBe(3);
  });
});

describe('infraforge gitops-status', () => {
  const kratix = (kind: string, condition: object): object => ({
    apiVersion: kratixApiVersion,
    kind,
    metadata: { name: 'store' },
    status: { conditions: [{ type: 'Ready', status: 'True', ...condition }] },
  });
  const store = kratix('GitStateStore', {});
  const destination = kratix('Destination', {});
  const lease = {
    kind: 'Lease',
    metadata: { name: 'node', namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-08-01T11:00:15.000000Z' },
  };

  it('shows every Application, roots first, and reports a missing infraforge-root', async () => {
    const objects = [store, destination, writtenPlacement(), syncedApplication(), syncedRoot('nonprod-apps')];
    const { code, printed } = await run(['gitops-status'], objects);
    expect(printed.join('\n')).toMatch(
      /infraforge-root +missing[\s\S]*nonprod-apps +Synced[\s\S]*web-dev +Synced/,
    );
    expect(code).toBe(2);
    const quiet = await run(['gitops-status', '--quiet'], objects);
    expect(quiet.printed.join('\n')).toMatch(/^✗ Application argocd\/infraforge-root +missing/);
    expect(quiet.printed.join('\n')).not.toContain('nonprod-apps');
    const json = await run(['gitops-status', '--json'], objects);
    expect(JSON.parse(json.printed.join())).toMatchObject({
      verdict: 'refused',
      kratix: [{}, {}],
      argocd: [{}, {}, {}],
    });
  });

  it('reports that the manager of Kratix is down, regardless of its objects', async () => {
    const manager = (status: object): object => ({
      kind: 'Deployment',
      metadata: { name: 'kratix-platform-controller-manager', namespace: 'kratix-platform-system' },
      status,
    });
    const rest = [store, destination, syncedRoot('infraforge-root')];
    const down = await run(['gitops-status'], [manager({ replicas: 1 }), ...rest]);
    expect(down.printed.join('\n')).toMatch(
      /✗ Deployment kratix-platform-system\/kratix-\S+ +not available\n.*\n +Check with kubectl --namespace=kratix-platform-system get /,
    );
    expect(down.code).toBe(2);
    const up = await run(['gitops-status'], [manager({ availableReplicas: 1 }), ...rest]);
    expect(up.printed.join('\n')).toMatch(/✓ Deployment kratix-platform-system\/kratix-\S+ +Available/);
    const none = await run(['gitops-status'], rest);
    expect(none.printed.join('\n')).not.toContain('Deployment');
    expect([up.code, none.code]).toEqual([0, 0]);
  });

  it('uses the time of the nodes to report an idle Argo CD', async () => {
    const { printed } = await run(['gitops-status'], [syncedRoot('infraforge-root'), lease]);
    expect(printed.join('\n')).toMatch(/↻ Argo CD +idle\n +Argo CD has refreshed .* for 60 minutes/);
  });

  it.each([
    ['quay.io/argoproj/argocd:v3.2.5', 2],
    ['quay.io/argoproj/argocd:v3.3.0@sha256:ab', 0],
    ['mirror.example.com/argocd:nightly', 0],
  ])('requires an Argo CD that limits namespaces by name: %s ends with %i', async (image, code) => {
    const repoServer = {
      kind: 'Deployment',
      metadata: { namespace: 'argocd', name: 'argocd-repo-server' },
      spec: { template: { spec: { containers: [{ image }] } } },
    };
    const result = await run(
      ['gitops-status'],
      [store, destination, syncedRoot('infraforge-root'), repoServer],
    );
    expect(result.code).toBe(code);
    const problem =
      /✗ Argo CD +too old\n +Argo CD v3\.2\.5 cannot limit .*: upgrade Argo CD to v3\.3\.0 or newer/;
    expect(problem.test(result.printed.join('\n'))).toBe(code === 2);
  });

  it('works without the time if the user may not read the leases of nodes', async () => {
    const forbidden = new ClusterError('cannot list Lease', { status: 403, reason: 'Forbidden' });
    const { code, printed } = await run(
      ['gitops-status'],
      [store, destination, syncedRoot('infraforge-root'), lease],
      { fails: ({ target }) => (target === 'Lease' ? forbidden : undefined) },
    );
    expect(printed.join('\n')).not.toContain('idle');
    expect(code).toBe(0);
  });

  it('prints commands for the cluster that it read', async () => {
    const deleted = syncedApplication({ operationState: { phase: 'Running' } });
    const metadata = { ...deleted.metadata, deletionTimestamp: '2026-08-01T11:00:00Z' };
    const named = (name: string, status: object): object => {
      const application = syncedApplication(status);
      return { ...application, metadata: { namespace: 'argocd', name } };
    };
    const { printed } = await run(
      ['gitops-status', '--kubeconfig', 'k', '--context', 'production'],
      [
        kratix('GitStateStore', { status: 'False' }),
        { ...deleted, metadata },
        named('idle', { sync: { status: 'OutOfSync' } }),
        named('sick', { health: { status: 'Degraded' } }),
        lease,
      ],
    );
    const text = printed.join('\n');
    for (const command of ['describe GitStateStore', '--namespace=argocd get pods', 'get pods in'])
      expect(text).toContain(`kubectl --kubeconfig=k --context=production ${command}`);
    for (const command of ['patch application web-dev', 'annotate application idle'])
      expect(text).toContain(`kubectl --kubeconfig=k --context=production --namespace=argocd ${command}`);
    for (const target of ['deploy-platform', 'argocd-ui'])
      expect(text).toContain(`make ${target} KUBECONFIG=k CONTEXT=production`);
    expect(text).not.toMatch(/kubectl (?!--kubeconfig=k --context=production |describe shows)/);
  });

  it('reports that neither Kratix nor Argo CD is installed', async () => {
    const { code, printed } = await runInfraforge(['gitops-status'], '', () => new MemoryCluster());
    expect([code, printed.filter((line) => line.includes('make deploy-platform')).length]).toEqual([2, 2]);
  });
});

describe('infraforge list', () => {
  it('shows Promises, requests and environments', async () => {
    const promise = {
      kind: 'Promise',
      metadata: { name: 'application-claim', labels: { 'kratix.io/promise-version': '1.0.0' } },
      spec: { api: { spec: { group: 'platform.infraforge.io', names: { kind: 'ApplicationClaim' } } } },
      status: { conditions: [{ type: 'Available', status: 'True' }] },
    };
    const foreign = {
      ...promise,
      metadata: { name: 'foreign' },
      spec: { api: { spec: { group: 'example.com', names: { kind: 'Foreign' } } } },
    };
    const objects = [deliveredRequest(), declaredPlatform(), promise, foreign];
    const { code, printed } = await run(['list'], objects);
    const text = printed.join('\n');
    expect(text).toMatch(/✓ ApplicationClaim +application-claim +1\.0\.0 +Available/);
    expect(text).not.toContain('Foreign');
    expect(text).toMatch(/✓ ApplicationClaim team-a\/shop +dev +1 application delivered to dev/);
    expect(text).toMatch(/nonprod +dev +– +oci:\S+\nnonprod +qa +a +oci/);
    expect(code).toBe(0);
    const json = await run(['list', '--json'], objects);
    expect(JSON.parse(json.printed.join())).toMatchObject({
      verdict: 'done',
      promises: [{ kind: 'ApplicationClaim', message: 'Available' }],
      requests: [{ request: 'ApplicationClaim team-a/shop', environment: 'dev' }, {}],
      environments: expect.arrayContaining([expect.objectContaining({ tenants: ['a'] })]),
    });
  });
});

describe.each(['list', 'status'])('infraforge %s on a platform with tenants', (command) => {
  it('shows the tenant of each request', async () => {
    const { printed } = await run(
      [command],
      [deliveredRequest({ status: { tenant: 'payments' } }), declaredPlatform()],
    );
    const text = printed.join('\n');
    expect(text).toMatch(/^ {2}REQUEST +TENANT /m);
    expect(text).toMatch(/ApplicationClaim team-a\/shop +payments /);
    expect(text).toMatch(/BootstrapClaim \S+ +– /);
    const json = await run([command, '--json'], [deliveredRequest({ status: { tenant: 'payments' } })]);
    expect(JSON.parse(json.printed.join())).toMatchObject({ requests: [{ tenant: 'payments' }] });
  });
});

describe('infraforge logs', () => {
  const labels = {
    'kratix.io/promise-name': 'application-claim',
    'kratix.io/resource-name': 'shop',
    'kratix.io/workflow-type': 'resource',
  };
  const pod = (name: string, creationTimestamp: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'team-a', creationTimestamp, labels },
    spec: {
      initContainers: ['reader', 'configure', 'work-writer'].map((container) => ({ name: container })),
    },
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        { name: 'configure', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
      ],
    },
  });
  const logs = { 'team-a/new/configure': '{"step":"write"}\n' };

  it("shows our container of the newest pod, found by Kratix's labels", async () => {
    const newestPod = pod('new', '2026-08-01T11:00:00Z');
    const foreign = { ...newestPod, metadata: { ...newestPod.metadata, name: 'foreign', labels: {} } };
    const late = { ...foreign.metadata, creationTimestamp: '2026-08-01T12:00:00Z' };
    const pods = [pod('old', '2026-08-01T10:00:00Z'), newestPod, { ...foreign, metadata: late }];
    const objects = [deliveredRequest(), ...pods];
    const { code, printed } = await run(['logs', 'shop'], objects, { logs });
    expect(printed.join('\n')).toContain('{"step":"write"}');
    expect(printed.join('\n')).toContain('Container configure exited with 137: OOMKilled');
    expect(code).toBe(0);
    const json = await run(['logs', 'shop', '--json'], objects, { logs });
    expect(JSON.parse(json.printed.join())).toMatchObject({
      request: 'ApplicationClaim team-a/shop',
      pod: { pod: 'team-a/new', containers: { configure: '{"step":"write"}\n' } },
    });
  });

  it('reports why a pod cannot be scheduled, and that it has no log', async () => {
    const message = '0/4 nodes are available: 4 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    const waiting = { ...pod('new', '2026-08-01T11:00:00Z'), status: { phase: 'Pending', conditions } };
    const { code, printed, complaints } = await run(['logs', 'shop'], [deliveredRequest(), waiting]);
    expect(printed).toContain(`! The pod cannot be scheduled: ${message}`);
    expect([code, complaints]).toEqual([3, ['team-a/new/configure not found']]);
  });

  it('reports that the pods are gone, and the status of the request', async () => {
    const { code, printed } = await run(['logs', 'shop'], [refusedRequest()]);
    expect(printed.join('\n')).toMatch(/shop {2}refused\n[\s\S]*NameTaken: [\s\S]*No pod of a run exists/);
    expect(code).toBe(3);
  });

  it('asks for the namespace if two requests have the name', async () => {
    const twin = deliveredRequest({ metadata: { namespace: 'team-b' } });
    const { code, complaints } = await run(['logs', 'shop'], [deliveredRequest(), twin]);
    expect([code, complaints.join()]).toEqual([
      64,
      expect.stringContaining('team-a/shop, ApplicationClaim team-b/shop'),
    ]);
  });
});

describe('infraforge reconcile', () => {
  it('labels every request, including suspended ones', async () => {
    const objects = [deliveredRequest(), refusedRequest({ metadata: other })];
    const cluster = new MemoryCluster({ objects: [...installed, ...objects], paths: group });
    const { code, printed } = await runInfraforge(['reconcile'], '', () => cluster);
    expect([code, printed]).toEqual([0, ['Started 2 of 2 requests']]);
    const requests = await cluster.list({ apiVersion: '', kind: 'ApplicationClaim' });
    const labels = requests.map(({ metadata }) => metadata.labels?.['kratix.io/manual-reconciliation']);
    expect(labels).toEqual(['true', 'true']);
    expect(requests[0]?.metadata.labels).toMatchObject({ 'kratix.io/promise-name': 'application-claim' });
    const json = await runInfraforge(['reconcile', '--json'], '', () => cluster);
    expect(JSON.parse(json.printed.join())).toEqual({
      verdict: 'done',
      requests: 2,
      started: 2,
      syncs: 0,
      results: [],
    });
  });

  it('starts the syncs that Argo CD has given up, with their own options, and no others', async () => {
    const retry = { limit: 25 };
    const syncPolicy = { automated: { prune: true }, syncOptions: ['ServerSideApply=true'], retry };
    const named = (name: string, { phase, request = 'shop' }: { phase: string; request?: string }) => {
      const status = { sync: { status: 'OutOfSync' }, operationState: { phase } };
      const application = syncedApplication(status);
      const annotations = { 'infraforge.io/request': `ApplicationClaim/team-a/${request}` };
      return {
        ...application,
        metadata: { ...application.metadata, name, annotations },
        spec: { syncPolicy },
      };
    };
    const cluster = new MemoryCluster({
      objects: [
        ...installed,
        deliveredRequest(),
        named('failed', { phase: 'Failed' }),
        named('retrying', { phase: 'Running' }),
        named('other', { phase: 'Error', request: 'ledger' }),
      ],
      paths: group,
    });
    const { code, printed } = await runInfraforge(['reconcile'], '', () => cluster);
    expect([code, printed]).toEqual([
      0,
      ['Started 1 of 1 requests', 'Started 1 sync that Argo CD had given up'],
    ]);
    const applications = await cluster.list({ apiVersion: '', kind: 'Application' });
    const started = applications.flatMap((one) =>
      'operation' in one ? [[one.metadata.name, one.operation]] : [],
    );
    const sync = { prune: true, syncOptions: ['ServerSideApply=true'] };
    expect(started).toEqual([['failed', { initiatedBy: { username: 'infraforge' }, sync, retry }]]);
  });

  it('runs the requests even if it may not read Applications', async () => {
    const forbidden = new ClusterError('cannot list Application: forbidden', {
      status: 403,
      reason: 'Forbidden',
    });
    const { code, printed, complaints } = await run(['reconcile'], [deliveredRequest()], {
      fails: ({ method, target }) =>
        method === 'list' && target.includes('Application') && !target.includes('Claim')
          ? forbidden
          : undefined,
    });
    expect([code, printed]).toEqual([0, ['Started 1 of 1 requests']]);
    expect(complaints).toEqual([expect.stringContaining('forbidden')]);
  });

  it('continues after a deleted request', async () => {
    const gone = new ClusterError('cannot apply ApplicationClaim ledger: not found', {
      status: 404,
      reason: 'NotFound',
    });
    const { code, printed, complaints } = await run(
      ['reconcile'],
      [deliveredRequest(), refusedRequest({ metadata: other })],
      { fails: ({ method, target }) => (method === 'patch' && target.endsWith('ledger') ? gone : undefined) },
    );
    expect([code, printed]).toEqual([3, ['Started 1 of 2 requests']]);
    expect(complaints).toEqual([expect.stringContaining('ledger: not found')]);
  });

  it('--wait ends after --timeout, and names the request that has not run', async () => {
    const { code, printed } = await run(['reconcile', '--wait', '--timeout', '1'], [deliveredRequest()]);
    expect([code, printed.join('\n')]).toEqual([3, expect.stringContaining('has not run again yet')]);
    expect((await run(['reconcile', '--timeout', 'soon'], [])).code).toBe(64);
  });
});

describe('infraforge argocd-ui', () => {
  const metadata = { namespace: 'argocd' };
  const server = [
    {
      kind: 'Service',
      metadata: { ...metadata, name: 'argocd-server' },
      spec: { ports: [{ port: 80 }, { port: 443 }] },
    },
    {
      kind: 'Secret',
      metadata: { ...metadata, name: 'argocd-initial-admin-secret' },
      data: { password: Buffer.from('canary-word').toString('base64') },
    },
  ];
  const forward = forwardTo({ 'argocd/argocd-server:443': 4321, 'argocd/argocd-server:80': 4322 });

  it('prints the address and how to log in, and no password', async () => {
    const { code, printed } = await run(['argocd-ui'], server, { forward });
    expect(printed[0]).toBe('Argo CD:   https://127.0.0.1:4321');
    expect(printed.join('\n')).toContain('get secret argocd-initial-admin-secret');
    expect(printed.join('\n')).not.toContain('canary');
    expect(code).toBe(0);
    const shown = await run(['argocd-ui', '--show-password'], server, { forward });
    expect(shown.printed.join()).toContain('canary-word');
  });

  it('uses plain HTTP for a server without TLS', async () => {
    const parameters = {
      kind: 'ConfigMap',
      metadata: { ...metadata, name: 'argocd-cmd-params-cm' },
      data: { 'server.insecure': 'true' },
    };
    const { printed } = await run(['argocd-ui'], [...server, parameters], { forward });
    expect(printed[0]).toBe('Argo CD:   http://127.0.0.1:4322');
  });

  it('prints a command for the cluster that it read', async () => {
    const { printed } = await run(['argocd-ui', '--context', 'production'], server, { forward });
    expect(printed.join('\n')).toContain('kubectl --context=production --namespace=argocd get secret');
  });

  it('reports that Argo CD has no server', async () => {
    const { code, complaints } = await run(['argocd-ui'], []);
    expect([code, complaints.join()]).toEqual([2, expect.stringContaining('no Service argocd-server')]);
  });
});
