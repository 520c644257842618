import { describe, expect, it } from 'vitest';
import { type Answer, fakeKubectl } from '../../../test/support/fake-kubectl.ts';
import {
  declaredPlatform,
  deliveredRequest,
  refusedRequest,
  syncedApplication,
  syncedRoot,
  waitingRequest,
  writtenPlacement,
} from '../../../test/support/looked-at.ts';
import { runInfraforge } from '../../../test/support/run-infraforge.ts';
import { startRegistry } from '../../stand-in/embedded-registry.ts';

const list = (...items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });
const kinds = ['applicationclaims', 'bootstrapclaims'];
const groupsAre = (...names: readonly string[]): Answer => ({
  asked: '^get --raw=/apis$',
  says: { groups: names.map((name) => ({ name })) },
});
const requestsAre = (...requests: readonly object[]): Answer[] => [
  groupsAre('apps', 'platform.infraforge.io'),
  {
    asked: '^get --raw=/apis/platform.infraforge.io/v1$',
    says: {
      resources: [
        ...kinds.map((name) => ({ name, categories: ['infraforge-requests'] })),
        { name: 'applicationclaims/status' },
      ],
    },
  },
  {
    asked: `^get ${kinds.map((name) => `${name}.platform.infraforge.io`).join()} --all-namespaces`,
    says: list(...requests),
  },
];
const served: Answer = { asked: '^get customresourcedefinition', says: { kind: 'CustomResourceDefinition' } };
const noManager: Answer = { asked: '^get deployment kratix-platform-controller-manager' };
const placements: Answer = { asked: '^get workplacements', says: list(writtenPlacement()) };
const applicationsAre = (...applications: readonly object[]): Answer => ({
  asked: '^get applications.argoproj.io --namespace=argocd',
  says: list(...applications),
});
const answer = (...requests: readonly object[]): Answer[] => [
  ...requestsAre(...requests),
  served,
  placements,
  applicationsAre(syncedApplication()),
];

const other = { name: 'ledger', uid: 'a2' };

/** A request whose status somebody wrote who may, and who does not know its shape. */
const malformed = (status: object): object => ({ ...deliveredRequest(), status });

it.each([
  { failure: {} },
  { failure: 'no', message: {} },
  { failure: { reason: 'NameTaken', message: 'taken', problems: [{ path: 1 }] }, environment: {} },
  { failure: null, warnings: 'none', releases: {} },
])('a status without shape stops no command: %j', async (status) => {
  const promises: Answer = { asked: '^get promises', says: list() };
  const pods: Answer = { asked: '^get pods', says: list() };
  fakeKubectl([...answer(malformed(status), refusedRequest({ metadata: other })), promises, pods]);
  const looked = await runInfraforge(['status']);
  expect(looked.printed.join('\n')).toMatch(/ledger +refused[\s\S]*shop +(yes|not yet)/);
  const listed = await runInfraforge(['list']);
  expect(listed.printed.join('\n')).toMatch(/ApplicationClaim team-a\/shop +– +no run has ended yet/);
  const logged = await runInfraforge(['logs', 'shop']);
  expect([looked.code, listed.code, logged.code]).toEqual([2, 0, 3]);
});

describe('infraforge status', () => {
  it('ends with 0 where everything is in order', async () => {
    fakeKubectl(answer(deliveredRequest()));
    const { code, printed } = await runInfraforge(['status']);
    expect(printed.slice(0, 2)).toEqual([
      '  REQUEST                       DELIVERED  IN GIT    SYNCED',
      '✓ ApplicationClaim team-a/shop  yes        4ab12cd8  1 of 1 at its commit',
    ]);
    expect(printed.at(-1)).toBe('\n1 request: 1 in order');
    expect(code).toBe(0);
  });

  it('ends with 2 where one is refused, with 3 where one waits', async () => {
    fakeKubectl(answer(deliveredRequest(), refusedRequest({ metadata: other }), waitingRequest()));
    const { code, printed } = await runInfraforge(['status']);
    expect(code).toBe(2);
    expect(printed.join('\n')).toMatch(/✗ ApplicationClaim team-a\/ledger +refused +no .*\n +NameTaken: /);
    fakeKubectl(answer(waitingRequest()));
    expect((await runInfraforge(['status', 'shop'])).code).toBe(3);
  });

  it('names a context and a kubeconfig to kubectl, and can answer in JSON', async () => {
    const calls = fakeKubectl(
      answer(deliveredRequest()).map((one) => ({ ...one, asked: one.asked.slice(1) })),
    );
    const { printed } = await runInfraforge(['status', '--context', 'dev', '--kubeconfig', 'k', '--json']);
    expect(JSON.parse(printed.join())).toMatchObject({ verdict: 'done', charts: [] });
    expect(calls().every((call) => call.startsWith('--kubeconfig=k --context=dev '))).toBe(true);
  });

  it('keeps credentials to itself in JSON too, and stays JSON', async () => {
    const message = 'clone "https://bot:canary@git.example.com/x": password=canary \u001b';
    const condition = { type: 'WriteSucceeded', status: 'False', message };
    fakeKubectl([
      ...requestsAre(deliveredRequest()),
      served,
      { asked: '^get workplacements', says: list(writtenPlacement({ conditions: [condition] })) },
      applicationsAre(syncedApplication()),
    ]);
    const { printed } = await runInfraforge(['status', '--json']);
    const { requests } = JSON.parse(printed.join('\n')) as { requests: { written: { details: string[] } }[] };
    expect(requests[0]?.written.details[0]).toBe(
      'clone "https://***@git.example.com/x": password=*** \\u001b',
    );
  });

  it('says what to do without Promises, and of a name that nobody requested', async () => {
    fakeKubectl([groupsAre('apps'), { asked: '^get customresourcedefinition' }]);
    expect(await runInfraforge(['status'])).toMatchObject({
      code: 2,
      complaints: ['No Promises are installed: run make deploy-platform'],
    });
    fakeKubectl([{ asked: '--raw=/apis$', says: { groups: [] } }, { asked: 'customresourcedefinition' }]);
    expect(await runInfraforge(['status', '--context', 'production'])).toMatchObject({
      complaints: ['No Promises are installed: run make deploy-platform CONTEXT=production'],
    });
    fakeKubectl(answer(deliveredRequest()));
    expect(await runInfraforge(['status', 'shopp', '--namespace', 'team-a'])).toMatchObject({
      code: 64,
      complaints: [expect.stringContaining('There is no request "shopp" in namespace "team-a"')],
    });
  });

  it('ends with 3 in one sentence where the cluster does not answer', async () => {
    const complains =
      'E1126 18:15:12.586881   14444 memcache.go:265] "Unhandled Error"\nThe connection was refused';
    fakeKubectl([{ asked: '.', complains, code: 1 }]);
    const { code, complaints } = await runInfraforge(['status']);
    expect([code, complaints]).toEqual([
      3,
      [expect.stringMatching(/^Run kubectl [a-z-]+: The connection was refused$/)],
    ]);
  });

  it('asks a registry inside the cluster by way of a port that is forwarded', async () => {
    const registry = await startRegistry();
    try {
      const port = new URL(registry.url.replace('oci:', 'http:')).port;
      const url = 'oci://registry.infraforge-registry.svc.cluster.local:5000/charts';
      await runInfraforge(['charts', 'push', '--registry', `${registry.url}/charts`]);
      const roots = ['apps', 'platform', 'operators'].map((root) => syncedRoot(`nonprod-${root}`));
      const calls = fakeKubectl([
        ...requestsAre(declaredPlatform(url, true)),
        served,
        placements,
        applicationsAre(...roots, syncedRoot('cloudnative-pg-nonprod-operators')),
        {
          asked: '^port-forward --namespace=infraforge-registry service/registry :5000$',
          says: `Forwarding from 127.0.0.1:${port} -> 5000\n`,
          stays: true,
        },
      ]);
      const { printed } = await runInfraforge(['status']);
      expect(calls().filter((call) => call.startsWith('port-forward'))).toHaveLength(1);
      expect(printed.join('\n')).toContain('✓ redis 1.0.0         there');
      expect(printed.at(-1)).toBe('6 charts: 6 in order');
    } finally {
      await registry.close();
    }
  });

  it('says of a registry that cannot be reached that nobody knows', async () => {
    const url = 'oci://registry.infraforge-registry.svc:5000/charts';
    fakeKubectl([
      ...answer(declaredPlatform(url, true)),
      { asked: '^port-forward', complains: 'services "registry" not found', code: 1 },
    ]);
    const { code, printed } = await runInfraforge(['status']);
    expect(printed.at(-1)).toBe('6 charts: 6 on the way or unknown');
    expect(printed.join('\n')).toContain('services "registry" not found');
    expect(code).toBe(3);
  });
});

describe('infraforge gitops-status', () => {
  it('shows every Application, roots first, and misses infraforge-root', async () => {
    const ready = {
      kind: 'Destination',
      metadata: { name: 'state-store' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    fakeKubectl([
      served,
      noManager,
      { asked: '^get (gitstatestores|destinations)', says: list(ready) },
      { asked: '^get works', says: list() },
      placements,
      applicationsAre(syncedApplication(), syncedRoot('nonprod-apps')),
    ]);
    const { code, printed } = await runInfraforge(['gitops-status']);
    expect(printed.join('\n')).toMatch(
      /infraforge-root +missing[\s\S]*nonprod-apps +Synced[\s\S]*web-dev +Synced/,
    );
    expect(code).toBe(2);
  });

  it('tells that the manager of Kratix is down, whatever its objects say', async () => {
    const managerIs = (status: object): Answer => ({
      asked: '^get deployment kratix-platform-controller-manager --namespace=kratix-platform-system',
      says: {
        kind: 'Deployment',
        metadata: { name: 'kratix-platform-controller-manager', namespace: 'kratix-platform-system' },
        status,
      },
    });
    const ready = { type: 'Ready', status: 'True' };
    const store = { kind: 'Destination', metadata: { name: 'store' }, status: { conditions: [ready] } };
    const rest = [
      served,
      { asked: '^get (gitstatestores|destinations)', says: list(store) },
      { asked: '^get (works|workplacements)', says: list() },
      applicationsAre(syncedRoot('infraforge-root')),
      { asked: '^get leases', says: list() },
    ];
    fakeKubectl([managerIs({ replicas: 1 }), ...rest]);
    const down = await runInfraforge(['gitops-status']);
    expect(down.printed.join('\n')).toMatch(
      /✗ Deployment kratix-platform-system\/kratix-\S+ +not available\n.*\n +Look with kubectl --namespace=kratix-platform-system get /,
    );
    expect(down.code).toBe(2);
    fakeKubectl([managerIs({ availableReplicas: 1 }), ...rest]);
    const up = await runInfraforge(['gitops-status']);
    expect(up.printed.join('\n')).toMatch(/✓ Deployment kratix-platform-system\/kratix-\S+ +Available/);
    fakeKubectl([noManager, ...rest]);
    const none = await runInfraforge(['gitops-status']);
    expect(none.printed.join('\n')).not.toContain('Deployment');
    expect([up.code, none.code]).toEqual([0, 0]);
  });

  it('takes the time from the nodes to tell an Argo CD that does not look', async () => {
    fakeKubectl([
      served,
      noManager,
      { asked: '^get (gitstatestores|destinations|works|workplacements)', says: list() },
      applicationsAre(syncedRoot('infraforge-root')),
      {
        asked: '^get leases.coordination.k8s.io --namespace=kube-node-lease',
        says: list({ kind: 'Lease', spec: { renewTime: '2026-08-01T11:00:15.000000Z' } }),
      },
    ]);
    const { printed } = await runInfraforge(['gitops-status']);
    expect(printed.join('\n')).toMatch(/↻ Argo CD +does not look\n +Argo CD has looked .* for 60 minutes/);
  });

  it('prints commands for the cluster that it was asked about', async () => {
    const failing = {
      kind: 'GitStateStore',
      metadata: { name: 'state-store' },
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    };
    const deleted = syncedApplication({ operationState: { phase: 'Running' } });
    const metadata = { ...deleted.metadata, deletionTimestamp: '2026-08-01T11:00:00Z' };
    const named = (name: string, status: object): object => ({
      ...syncedApplication(status),
      metadata: { name },
    });
    fakeKubectl(
      [
        served,
        noManager,
        { asked: '^get gitstatestores', says: list(failing) },
        { asked: '^get (destinations|works|workplacements)', says: list() },
        applicationsAre(
          { ...deleted, metadata },
          named('idle', { sync: { status: 'OutOfSync' } }),
          named('sick', { health: { status: 'Degraded' } }),
        ),
        {
          asked: '^get leases',
          says: list({ kind: 'Lease', spec: { renewTime: '2026-08-01T11:00:15.000000Z' } }),
        },
      ].map((one) => ({ ...one, asked: one.asked.replace('^', '^--context=production ') })),
    );
    const { printed } = await runInfraforge(['gitops-status', '--context', 'production']);
    const text = printed.join('\n');
    for (const command of ['describe GitStateStore', '--namespace=argocd get pods', 'get pods in'])
      expect(text).toContain(`kubectl --context=production ${command}`);
    for (const command of ['patch application web-dev', 'annotate application idle'])
      expect(text).toContain(`kubectl --context=production --namespace=argocd ${command}`);
    for (const target of ['deploy-platform', 'argocd-ui'])
      expect(text).toContain(`make ${target} CONTEXT=production`);
    expect(text).not.toMatch(/kubectl (?!--context=production |describe shows)/);
  });

  it('says that there is neither Kratix nor Argo CD', async () => {
    fakeKubectl([{ asked: '^get customresourcedefinition' }]);
    const { code, printed } = await runInfraforge(['gitops-status']);
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
    const foreign = { ...promise, spec: { api: { spec: { group: 'example.com' } } } };
    fakeKubectl([
      ...requestsAre(deliveredRequest(), declaredPlatform()),
      served,
      { asked: '^get promises', says: list(promise, foreign) },
    ]);
    const { code, printed } = await runInfraforge(['list']);
    const text = printed.join('\n');
    expect(text).toMatch(/✓ ApplicationClaim +application-claim +1\.0\.0 +Available/);
    expect(text).toMatch(/✓ ApplicationClaim team-a\/shop +dev +1 application delivered to dev/);
    expect(text).toMatch(/nonprod +dev +any +oci:\S+\nnonprod +qa +team-a/);
    expect(code).toBe(0);
  });
});

describe('infraforge logs', () => {
  const pod = (name: string, creationTimestamp: string): object => ({
    kind: 'Pod',
    metadata: { name, namespace: 'team-a', creationTimestamp },
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
  const selector =
    '--selector=kratix.io/promise-name=application-claim,kratix.io/resource-name=shop,kratix.io/workflow-type=resource';

  it('shows our container of the newest pod, found by the labels of Kratix', async () => {
    fakeKubectl([
      ...requestsAre(deliveredRequest()),
      {
        asked: `^get pods --namespace=team-a ${selector}`,
        says: list(pod('old', '2026-08-01T10:00:00Z'), pod('new', '2026-08-01T11:00:00Z')),
      },
      { asked: '^logs --namespace=team-a new --container=configure$', says: '{"step":"write"}\n' },
    ]);
    const { code, printed } = await runInfraforge(['logs', 'shop']);
    expect(printed.join('\n')).toContain('{"step":"write"}');
    expect(printed.join('\n')).toContain('Container configure ended with 137: OOMKilled');
    expect(code).toBe(0);
  });

  it('says why no node takes the pod', async () => {
    const message = '0/4 nodes are available: 4 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    const waiting = { ...pod('new', '2026-08-01T11:00:00Z'), status: { phase: 'Pending', conditions } };
    fakeKubectl([
      ...requestsAre(deliveredRequest()),
      { asked: '^get pods', says: list(waiting) },
      { asked: '^logs' },
    ]);
    const { printed } = await runInfraforge(['logs', 'shop']);
    expect(printed).toContain(`! No node takes the pod: ${message}`);
  });

  it('says that the pods are gone, and what the request says', async () => {
    fakeKubectl([...requestsAre(refusedRequest()), { asked: '^get pods', says: list() }]);
    const { code, printed } = await runInfraforge(['logs', 'shop']);
    expect(printed.join('\n')).toMatch(/shop {2}refused\n[\s\S]*NameTaken: [\s\S]*There is no pod/);
    expect(code).toBe(3);
  });

  it('asks which one is meant', async () => {
    const twin = deliveredRequest({ metadata: { namespace: 'team-b' } });
    fakeKubectl(requestsAre(deliveredRequest(), twin));
    const { code, complaints } = await runInfraforge(['logs', 'shop']);
    expect([code, complaints.join()]).toEqual([
      64,
      expect.stringContaining('team-a/shop, ApplicationClaim team-b/shop'),
    ]);
  });
});

describe('infraforge reconcile', () => {
  const label = '^label applicationclaim.v1.platform.infraforge.io';
  const flags = 'kratix.io/manual-reconciliation=true --overwrite --output=name';

  it('labels all, those that wait too, in one call for a kind and a namespace', async () => {
    const calls = fakeKubectl([
      ...requestsAre(deliveredRequest(), refusedRequest({ metadata: other })),
      { asked: label },
    ]);
    const { code, printed } = await runInfraforge(['reconcile']);
    expect(calls().at(-1)).toBe(`${label.slice(1)} ledger shop ${flags} --namespace=team-a`);
    expect([code, printed]).toEqual([0, ['2 of 2 requests are told to run again']]);
  });

  it('counts those that are told beside one that has vanished meanwhile', async () => {
    fakeKubectl([
      ...requestsAre(deliveredRequest(), refusedRequest({ metadata: other })),
      {
        asked: label,
        says: 'applicationclaim.platform.infraforge.io/shop\n',
        complains: 'applicationclaims "ledger" not found',
        code: 1,
      },
    ]);
    const { code, printed, complaints } = await runInfraforge(['reconcile']);
    expect([code, printed]).toEqual([3, ['1 of 2 requests are told to run again']]);
    expect(complaints).toEqual([expect.stringContaining('"ledger" not found')]);
  });

  it('goes on after one that cannot be told', async () => {
    const away = deliveredRequest({ metadata: { namespace: 'team-b' } });
    fakeKubectl([
      ...requestsAre(deliveredRequest(), away),
      { asked: `${label} shop ${flags} --namespace=team-a`, complains: 'not found', code: 1 },
      { asked: label },
    ]);
    const { code, printed, complaints } = await runInfraforge(['reconcile', 'shop']);
    expect([code, printed, complaints.length]).toEqual([3, ['1 of 2 requests are told to run again'], 1]);
  });

  it('--wait gives up after --timeout, and says which has not run', async () => {
    fakeKubectl([...requestsAre(deliveredRequest()), { asked: label }]);
    const { code, printed } = await runInfraforge(['reconcile', '--wait', '--timeout', '1']);
    expect([code, printed.join('\n')]).toEqual([3, expect.stringContaining('has not run again yet')]);
    expect((await runInfraforge(['reconcile', '--timeout', 'soon'])).code).toBe(64);
  });
});

describe('infraforge argocd-ui', () => {
  const server: Answer[] = [
    { asked: '^get service argocd-server', says: { spec: { ports: [{ port: 80 }, { port: 443 }] } } },
    { asked: '^get configmap' },
    { asked: '^port-forward .*:443$', says: 'Forwarding from 127.0.0.1:4321 -> 8080\n', stays: true },
    { asked: '^get secret', says: { data: { password: Buffer.from('canary-word').toString('base64') } } },
  ];

  it('says where it is and how to log in, and keeps the password to itself', async () => {
    fakeKubectl(server);
    const { code, printed } = await runInfraforge(['argocd-ui']);
    expect(printed[0]).toBe('Argo CD:   https://127.0.0.1:4321');
    expect(printed.join('\n')).toContain('get secret argocd-initial-admin-secret');
    expect(printed.join('\n')).not.toContain('canary');
    expect(code).toBe(0);
    expect((await runInfraforge(['argocd-ui', '--show-password'])).printed.join()).toContain('canary-word');
  });

  it('prints a command for the cluster that it was asked about', async () => {
    fakeKubectl(server.map((one) => ({ ...one, asked: one.asked.replace('^', '^--context=production ') })));
    const { printed } = await runInfraforge(['argocd-ui', '--context', 'production']);
    expect(printed.join('\n')).toContain('kubectl --context=production --namespace=argocd get secret');
  });

  it('says that there is no server', async () => {
    fakeKubectl([{ asked: '^get service' }]);
    const { code, complaints } = await runInfraforge(['argocd-ui']);
    expect([code, complaints.join()]).toEqual([2, expect.stringContaining('no Service argocd-server')]);
  });
});

it.each(['status', 'gitops-status', 'list', 'logs', 'reconcile', 'argocd-ui'])(
  'infraforge %s --help has an example and the exit codes',
  async (command) => {
    const { code, printed } = await runInfraforge([command, '--help']);
    expect([code, printed.join('\n')]).toEqual([
      0,
      expect.stringMatching(/Examples:\n {2}infraforge [\s\S]*Exit codes:/),
    ]);
  },
);
