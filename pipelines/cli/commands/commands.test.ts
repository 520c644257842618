import { describe, expect, it } from 'vitest';
import { lockedVersion } from '../../../test/support/charts-lock.ts';
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

/** Request with a malformed status. */
const malformed = (status: object): object => ({ ...deliveredRequest(), status });

it.each([
  { failure: {} },
  { failure: 'no', message: {} },
  { failure: { reason: 'NameTaken', message: 'taken', problems: [{ path: 1 }] }, environment: {} },
  { failure: null, warnings: 'none', releases: {} },
])('a malformed status stops no command: %j', async (status) => {
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
  it('ends with 0 if everything is in order', async () => {
    fakeKubectl(answer(deliveredRequest()));
    const { code, printed } = await runInfraforge(['status']);
    expect(printed.slice(0, 2)).toEqual([
      '  REQUEST                       DELIVERED  IN GIT    SYNCED',
      '✓ ApplicationClaim team-a/shop  yes        4ab12cd8  1 of 1 at its commit',
    ]);
    expect(printed.at(-1)).toBe('\n1 request: 1 in order');
    expect(code).toBe(0);
  });

  it('ends with 2 if a request is refused, and with 3 if one waits', async () => {
    fakeKubectl(answer(deliveredRequest(), refusedRequest({ metadata: other }), waitingRequest()));
    const { code, printed } = await runInfraforge(['status']);
    expect(code).toBe(2);
    expect(printed.join('\n')).toMatch(/✗ ApplicationClaim team-a\/ledger +refused +no .*\n +NameTaken: /);
    fakeKubectl(answer(waitingRequest()));
    expect((await runInfraforge(['status', 'shop'])).code).toBe(3);
  });

  it('passes context and kubeconfig on, and prints JSON', async () => {
    const calls = fakeKubectl(
      answer(deliveredRequest()).map((one) => ({ ...one, asked: one.asked.slice(1) })),
    );
    const { printed } = await runInfraforge(['status', '--context', 'dev', '--kubeconfig', 'k', '--json']);
    expect(JSON.parse(printed.join())).toMatchObject({ verdict: 'done', charts: [] });
    expect(calls().every((call) => call.startsWith('--kubeconfig=k --context=dev '))).toBe(true);
  });

  it('redacts credentials in JSON, and stays JSON', async () => {
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

  it('says what to do without Promises, and for an unknown name', async () => {
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

  it('ends with 3 in one sentence if the cluster does not answer', async () => {
    const complains =
      'E1126 18:15:12.586881   14444 memcache.go:265] "Unhandled Error"\nThe connection was refused';
    fakeKubectl([{ asked: '.', complains, code: 1 }]);
    const { code, complaints } = await runInfraforge(['status']);
    expect([code, complaints]).toEqual([
      3,
      [expect.stringMatching(/^Run kubectl [a-z-]+: The connection was refused$/)],
    ]);
  });

  it('reaches a registry inside the cluster through a forwarded port', async () => {
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
      expect(printed.join('\n')).toContain(`✓ redis ${lockedVersion('redis')}         there`);
      expect(printed.at(-1)).toBe('6 charts: 6 in order');
    } finally {
      await registry.close();
    }
  });

  it('reports charts as unknown if the registry cannot be reached', async () => {
    const url = 'oci://registry.infraforge-registry.svc:5000/charts';
    fakeKubectl([
      ...answer(declaredPlatform(url, true)),
      { asked: '^port-forward', complains: 'services "registry" not found', code: 1 },
    ]);
    const { code, printed } = await runInfraforge(['status']);
    expect(printed.at(-1)).toBe('6 charts: 6 in progress or unknown');
    expect(printed.join('\n')).toContain('services "registry" not found');
    expect(code).toBe(3);
  });
});

describe('infraforge gitops-status', () => {
  it('shows every Application, roots first, and reports a missing infraforge-root', async () => {
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
    const quiet = await runInfraforge(['gitops-status', '--quiet']);
    expect(quiet.printed.join('\n')).toMatch(/^✗ Application argocd\/infraforge-root +missing/);
    expect(quiet.printed.join('\n')).not.toContain('nonprod-apps');
    const json = await runInfraforge(['gitops-status', '--json']);
    expect(JSON.parse(json.printed.join())).toMatchObject({
      verdict: 'refused',
      kratix: [{}],
      argocd: [{}, {}, {}],
    });
  });

  it('reports that the manager of Kratix is down, whatever its objects report', async () => {
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

  it('uses the time of the nodes to detect an Argo CD that no longer refreshes', async () => {
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

  it('prints commands for the selected cluster', async () => {
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

  it('reports that neither Kratix nor Argo CD is installed', async () => {
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
    const json = await runInfraforge(['list', '--json']);
    expect(JSON.parse(json.printed.join())).toMatchObject({
      verdict: 'done',
      promises: [{ kind: 'ApplicationClaim', message: 'Available' }],
      requests: [{ request: 'ApplicationClaim team-a/shop', environment: 'dev' }, {}],
      environments: expect.arrayContaining([expect.objectContaining({ requestNamespaces: ['team-a'] })]),
    });
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
    expect(printed.join('\n')).toContain('Container configure exited with 137: OOMKilled');
    expect(code).toBe(0);
    const json = await runInfraforge(['logs', 'shop', '--json']);
    expect(JSON.parse(json.printed.join())).toMatchObject({
      request: 'ApplicationClaim team-a/shop',
      pod: { pod: 'team-a/new', containers: { configure: '{"step":"write"}\n' } },
    });
  });

  it('shows why a pod cannot be scheduled', async () => {
    const message = '0/4 nodes are available: 4 Insufficient memory.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    const waiting = { ...pod('new', '2026-08-01T11:00:00Z'), status: { phase: 'Pending', conditions } };
    fakeKubectl([
      ...requestsAre(deliveredRequest()),
      { asked: '^get pods', says: list(waiting) },
      { asked: '^logs' },
    ]);
    const { printed } = await runInfraforge(['logs', 'shop']);
    expect(printed).toContain(`! The pod cannot be scheduled: ${message}`);
  });

  it('shows the request without a pod', async () => {
    fakeKubectl([...requestsAre(refusedRequest()), { asked: '^get pods', says: list() }]);
    const { code, printed } = await runInfraforge(['logs', 'shop']);
    expect(printed.join('\n')).toMatch(/shop {2}refused\n[\s\S]*NameTaken: [\s\S]*No pod of a run exists/);
    expect(code).toBe(3);
  });

  it('refuses an ambiguous name', async () => {
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

  it('starts all requests, waiting ones too, in one call for a kind and a namespace', async () => {
    const calls = fakeKubectl([
      ...requestsAre(deliveredRequest(), refusedRequest({ metadata: other })),
      { asked: label },
    ]);
    const { code, printed } = await runInfraforge(['reconcile']);
    expect(calls().at(-1)).toBe(`${label.slice(1)} ledger shop ${flags} --namespace=team-a`);
    expect([code, printed]).toEqual([0, ['Started 2 of 2 requests']]);
    const json = await runInfraforge(['reconcile', '--json']);
    expect(JSON.parse(json.printed.join())).toEqual({
      verdict: 'done',
      requests: 2,
      started: 2,
      results: [],
    });
  });

  it('counts the started requests beside a deleted one', async () => {
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
    expect([code, printed]).toEqual([3, ['Started 1 of 2 requests']]);
    expect(complaints).toEqual([expect.stringContaining('"ledger" not found')]);
  });

  it('continues after a request that cannot be started', async () => {
    const away = deliveredRequest({ metadata: { namespace: 'team-b' } });
    fakeKubectl([
      ...requestsAre(deliveredRequest(), away),
      { asked: `${label} shop ${flags} --namespace=team-a`, complains: 'not found', code: 1 },
      { asked: label },
    ]);
    const { code, printed, complaints } = await runInfraforge(['reconcile', 'shop']);
    expect([code, printed, complaints.length]).toEqual([3, ['Started 1 of 2 requests'], 1]);
  });

  it('--wait ends after --timeout and shows which request has not run', async () => {
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

  it('shows the address and how to log in, but not the password', async () => {
    fakeKubectl(server);
    const { code, printed } = await runInfraforge(['argocd-ui']);
    expect(printed[0]).toBe('Argo CD:   https://127.0.0.1:4321');
    expect(printed.join('\n')).toContain('get secret argocd-initial-admin-secret');
    expect(printed.join('\n')).not.toContain('canary');
    expect(code).toBe(0);
    expect((await runInfraforge(['argocd-ui', '--show-password'])).printed.join()).toContain('canary-word');
  });

  it('prints a command for the selected cluster', async () => {
    fakeKubectl(server.map((one) => ({ ...one, asked: one.asked.replace('^', '^--context=production ') })));
    const { printed } = await runInfraforge(['argocd-ui', '--context', 'production']);
    expect(printed.join('\n')).toContain('kubectl --context=production --namespace=argocd get secret');
  });

  it('refuses a cluster without the server', async () => {
    fakeKubectl([{ asked: '^get service' }]);
    const { code, complaints } = await runInfraforge(['argocd-ui']);
    expect([code, complaints.join()]).toEqual([2, expect.stringContaining('no Service argocd-server')]);
  });
});
