import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Values } from '../../shared/helm/chart.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';

const { folder, production } = ourCharts().find(({ name }) => name === 'vault')!;
const credentials = { secretName: 'keys-seal' };
const tls = { secretName: 'keys-tls' };

/** Renders the objects of the release "keys" in the namespace "dev", by kind and name. */
function render(values: Values, layer = '{}'): ReadonlyMap<string, Values> {
  const objects = renderObjects({
    chart: { dir: folder },
    layers: [layer, stringify({ credentials, ...values })],
    release: 'keys',
    namespace: 'dev',
  });
  return new Map(
    objects.map((object) => [`${object['kind']} ${(object['metadata'] as Values)['name']}`, object]),
  );
}

const renderProduction = (values: Values = {}): ReadonlyMap<string, Values> =>
  render({ vault: { tls }, ...values }, readFileSync(production, 'utf8'));

function filesOf(objects: ReadonlyMap<string, Values>): Record<string, string> {
  return objects.get('ConfigMap keys-config')!['data'] as Record<string, string>;
}

function specOf(objects: ReadonlyMap<string, Values>): Values {
  return objects.get('StatefulSet keys')!['spec'] as Values;
}

function podOf(objects: ReadonlyMap<string, Values>): { spec: Values; metadata: Values; container: Values } {
  const { spec, metadata } = specOf(objects)['template'] as Record<'spec' | 'metadata', Values>;
  return { spec, metadata, container: (spec['containers'] as Values[])[0]! };
}

interface InitialRequest {
  readonly operation: string;
  readonly path: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Returns the requests of the self-initialization, in order. */
function initialRequests(objects: ReadonlyMap<string, Values>): InitialRequest[] {
  const { initialize } = JSON.parse(filesOf(objects)['first.json']!) as {
    initialize: { release: { request: Record<string, InitialRequest>[] } }[];
  };
  return initialize[0]!.release.request.flatMap((request) => Object.values(request));
}

/** Expects the settings of Pod Security "restricted", and a root folder that is only read. */
function expectRestricted({ spec, container }: { spec: Values; container: Values }): void {
  expect(spec['securityContext']).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container['securityContext']).toMatchObject({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
}

describe('the chart vault', () => {
  it('renders each claim under the name that the StatefulSet expects, so that volumes grow', () => {
    const claims = [...renderProduction({ persistence: { size: '40Gi' } })].filter(([key]) =>
      key.startsWith('PersistentVolumeClaim '),
    );
    expect(claims.map(([key]) => key)).toEqual(
      [0, 1, 2].map((ordinal) => `PersistentVolumeClaim data-keys-${ordinal}`),
    );
    for (const [, { spec }] of claims)
      expect(spec).toMatchObject({ resources: { requests: { storage: '40Gi' } } });
  });

  it('never changes a claim template or another immutable field of the StatefulSet', () => {
    const immutable = (objects: ReadonlyMap<string, Values>): object => {
      const { serviceName, podManagementPolicy, selector, volumeClaimTemplates } = specOf(objects);
      return { serviceName, podManagementPolicy, selector, volumeClaimTemplates };
    };
    const grown = renderProduction({
      persistence: { size: '40Gi' },
      podLabels: { 'example.com/tier': 'data' },
      version: '2.6.99',
    });
    expect(immutable(grown)).toEqual(immutable(render({})));
  });

  it('restarts no pod for more nodes, and none for settings that apply at the first start', () => {
    const vault = { tls, policies: [{ name: 'a', paths: [{ path: 'secret/*', allow: ['read'] }] }] };
    const before = render({ vault: { tls } });
    for (const values of [{ vault: { tls }, replicas: 3 }, { vault }]) {
      const after = render(values);
      expect(filesOf(after)).not.toEqual(filesOf(before));
      expect(podOf(after)).toEqual(podOf(before));
    }
    expect(podOf(render({ vault: { tls }, monitoring: { enabled: true } }))).not.toEqual(podOf(before));
  });

  it('unseals by the key of the Secret, and writes the audit log to the output', () => {
    const objects = render({});
    const server = JSON.parse(filesOf(objects)['server.json']!) as object;
    expect(server).toMatchObject({
      seal: [{ static: { current_key_id: '1', current_key: 'env://SEAL_KEY' } }],
      audit: [{ file: { stdout: { options: { file_path: 'stdout' } } } }],
      listener: [{ tcp: { tls_disable: true } }],
    });
    expect(server).not.toHaveProperty('telemetry');
    expect(podOf(objects).spec['volumes']).toContainEqual({
      name: 'seal',
      secret: {
        secretName: 'keys-seal',
        defaultMode: 0o440,
        items: [{ key: 'seal-key', path: 'seal-key' }],
      },
    });
  });

  it('lets only a first node initialize itself, and every other node join any of five', () => {
    const files = filesOf(renderProduction());
    const joined = JSON.parse(files['member.json']!) as {
      storage: { raft: { retry_join: { leader_api_addr: string }[] } };
    };
    expect(joined.storage.raft.retry_join.map(({ leader_api_addr }) => leader_api_addr)).toEqual(
      [0, 1, 2, 3, 4].map((ordinal) => `https://keys-${ordinal}.keys-internal.dev.svc:8200`),
    );
    expect(joined).not.toHaveProperty('initialize');
    expect(files['server.json']).not.toContain('initialize');
    expect(files['first.json']).not.toContain('retry_join');
  });

  it('signs administrators in by a service account of the release, for its own audience', () => {
    const requests = initialRequests(render({}));
    expect(requests).toContainEqual({
      operation: 'update',
      path: 'auth/kubernetes/config',
      data: { provider_config: { provider: 'kubernetes' } },
    });
    expect(requests.at(-1)).toEqual({
      operation: 'update',
      path: 'auth/kubernetes/role/admin',
      data: {
        role_type: 'jwt',
        user_claim: 'sub',
        bound_audiences: ['keys.dev.svc'],
        bound_claims: { sub: ['system:serviceaccount:dev:keys-admin'] },
        token_policies: ['admin'],
        token_ttl: '1h',
      },
    });
  });

  it('initializes mounts, policies and roles in an order that works', () => {
    const vault = {
      kubernetesAuth: { audience: 'vault.example.com', issuer: 'https://issuer.example.com' },
      mounts: [{ path: 'team/keys', type: 'transit' }],
      policies: [{ name: 'orders', paths: [{ path: 'team/keys/*', allow: ['update'] }] }],
      roles: [{ name: 'orders', serviceAccounts: ['api', 'billing/api'], policies: ['orders'], ttl: '30m' }],
    };
    const requests = initialRequests(render({ vault }));
    expect(requests.map(({ path }) => path)).toEqual([
      'sys/policies/acl/admin',
      'sys/policies/acl/snapshot',
      'sys/policies/acl/orders',
      'sys/mounts/team/keys',
      'sys/auth/kubernetes',
      'auth/kubernetes/config',
      'auth/kubernetes/role/snapshot',
      'auth/kubernetes/role/admin',
      'auth/kubernetes/role/orders',
    ]);
    const dataOf = (path: string) => requests.find((request) => request.path === path)!.data;
    expect(JSON.parse(dataOf('sys/policies/acl/orders')['policy'] as string)).toEqual({
      path: { 'team/keys/*': { capabilities: ['update'] } },
    });
    expect(dataOf('auth/kubernetes/config')).toMatchObject({
      oidc_discovery_url: 'https://issuer.example.com',
    });
    expect(dataOf('auth/kubernetes/role/orders')).toMatchObject({
      bound_claims: { sub: ['system:serviceaccount:dev:api', 'system:serviceaccount:billing:api'] },
      bound_audiences: ['vault.example.com'],
      token_ttl: '30m',
    });
  });

  it('serves TLS in every probe, address and check if a Secret is named', () => {
    const objects = renderProduction({ monitoring: { enabled: true } });
    const { container } = podOf(objects);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(container[probe]).toMatchObject({ httpGet: { scheme: 'HTTPS' } });
    expect(container['env']).toContainEqual({ name: 'BAO_CACERT', value: '/openbao/tls/ca.crt' });
    expect(stringify(container['env'])).not.toContain('http://');
    expect(objects.get('PodMonitor keys')!['spec']).toMatchObject({
      podMetricsEndpoints: [{ scheme: 'https', tlsConfig: { serverName: 'keys.dev.svc' } }],
    });
  });

  it('refuses a release without a seal key, and one in production without TLS', () => {
    expect(() => render({ credentials: { secretName: '' } })).toThrow('credentials.secretName is required');
    expect(() => renderProduction({ vault: {} })).toThrow('vault.tls.secretName is required');
  });

  it('meets Pod Security "restricted" with a read-only root, and needs no rights in the cluster', () => {
    const objects = renderProduction();
    const { spec, container } = podOf(objects);
    expectRestricted({ spec, container });
    expect([...objects.keys()].filter((key) => /Role|Binding/.test(key))).toEqual([]);
  });

  it('requests the memory of the limit, and lets the runtime use 90 % of it', () => {
    const { container } = podOf(renderProduction());
    const { requests, limits } = container['resources'] as Record<string, Values>;
    expect(requests?.['memory']).toBe(limits?.['memory']);
    expect(container['env']).toContainEqual({ name: 'GOMEMLIMIT', value: '966367641' });
  });

  it('evicts one pod at a time, and spreads them over nodes and zones', () => {
    const objects = renderProduction();
    const matchLabels = {
      'app.kubernetes.io/name': 'vault',
      'app.kubernetes.io/instance': 'keys',
      'app.kubernetes.io/component': 'vault',
    };
    expect(objects.get('PodDisruptionBudget keys')!['spec']).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels },
    });
    const labelSelector = { matchLabels };
    expect(podOf(objects).spec).toMatchObject({
      topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', labelSelector }],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
          ],
        },
      },
    });
  });

  it.each([{}, { vault: { tls } }])('starts by a script that a POSIX shell reads, with %j', (values) => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: filesOf(render(values))['start.sh']! });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });
});

/** Program instead of OpenBao's: a node answers with the code in the file of its number, and a server prints its files. */
const program = `#!/bin/sh
case $1 in
operator) node=\${4#*keys-} && exit "$(cat "$ANSWERS/\${node%%.*}" 2>/dev/null || echo 1)" ;;
status) echo 'Code: 403. Errors:' && exit 1 ;;
server) echo "$SEAL_KEY $*" ;;
esac
`;

/** Runs the start script of a pod with answers of other nodes, by their numbers. Time passes until the last ones answer. */
function start(
  pod: string,
  answers: Record<number, number>,
  { role, later = {} }: { role?: string; later?: object } = {},
) {
  const folder = temporaryFolder();
  for (const name of ['config', 'data', 'seal', 'bin', 'answers']) mkdirSync(join(folder, name));
  const write = (path: string, text: string): void =>
    writeFileSync(join(folder, path), text, { mode: 0o755 });
  const files = filesOf(render({ replicas: 3 }));
  write('config/replicas', files['replicas']!);
  write('seal/seal-key', 'key\n');
  write('bin/bao', program);
  const laterAnswers = Object.entries(later).map(([node, code]) => `echo ${code} >"$ANSWERS/${node}"`);
  write('bin/sleep', ['#!/bin/sh', ...laterAnswers].join('\n'));
  for (const [node, code] of Object.entries(answers)) write(`answers/${node}`, String(code));
  if (role !== undefined) write('data/role', role);
  const { stdout } = spawnSync('sh', ['-s'], {
    input: files['start.sh']!.replaceAll('/openbao/', `${folder}/`),
    env: {
      PATH: `${folder}/bin:${process.env['PATH']}`,
      ANSWERS: join(folder, 'answers'),
      ...{ POD_NAME: pod, RELEASE: 'keys', NAMESPACE: 'dev', SCHEME: 'http' },
    },
  });
  return stdout.toString().replaceAll(`${folder}/`, '').trim().split('\n').at(-1);
}

describe('the start script of vault', () => {
  const first = 'key server -config=config/server.json -config=config/first.json';
  const member = 'key server -config=config/server.json -config=config/member.json';

  it('creates a cluster on the first pod if most nodes answer and none has data', () => {
    expect(start('keys-0', { 1: 2, 2: 2 })).toBe(first);
    expect(start('keys-0', { 2: 2 })).toBe(first);
  });

  it('joins on the first pod if a node has data, as after the loss of its volume', () => {
    expect(start('keys-0', { 1: 2, 2: 0 })).toBe(member);
  });

  it('waits for answers rather than creating a second cluster', () => {
    expect(start('keys-0', {}, { later: { 1: 0 } })).toBe(member);
    expect(start('keys-0', {}, { later: { 1: 2 } })).toBe(first);
  });

  it('decides once for a volume, and joins on every other pod', () => {
    expect(start('keys-0', { 1: 0, 2: 0 }, { role: 'first' })).toBe(first);
    expect(start('keys-0', { 1: 2, 2: 2 }, { role: 'member' })).toBe(member);
    expect(start('keys-1', { 2: 2 })).toBe(member);
  });
});

const backup = { enabled: true, destination: 's3://backups/vaults/', secretName: 'store' };

describe('the snapshots of vault', () => {
  const withBackup = (values: Values = {}) => render({ backup, vault: { tls }, ...values });
  const jobOf = (objects: ReadonlyMap<string, Values>) => {
    const { schedule, jobTemplate } = objects.get('CronJob keys-snapshot')!['spec'] as Record<string, Values>;
    const { template } = jobTemplate!['spec'] as Record<string, Record<'metadata' | 'spec', Values>>;
    const { metadata, spec } = template!;
    return { schedule, labels: metadata['labels'], spec, container: (spec['containers'] as Values[])[0]! };
  };

  it('are saved only if backups are enabled, by an account that may only read them', () => {
    expect([...render({}).keys()].filter((key) => key.includes('snapshot'))).toEqual([]);
    const requests = initialRequests(render({}));
    const dataOf = (path: string) => requests.find((request) => request.path === path)!.data;
    expect(JSON.parse(dataOf('sys/policies/acl/snapshot')['policy'] as string)).toEqual({
      path: { 'sys/storage/raft/snapshot': { capabilities: ['read'] } },
    });
    expect(dataOf('auth/kubernetes/role/snapshot')).toMatchObject({
      bound_claims: { sub: ['system:serviceaccount:dev:keys-snapshot'] },
      token_policies: ['snapshot'],
    });
    expect(jobOf(withBackup()).spec).toMatchObject({
      serviceAccountName: 'keys-snapshot',
      automountServiceAccountToken: false,
    });
  });

  it('restart no node, and have no labels that the Services of the nodes select', () => {
    expect(podOf(withBackup())).toEqual(podOf(render({ vault: { tls } })));
    expect(jobOf(withBackup()).labels).toMatchObject({ 'app.kubernetes.io/component': 'snapshot' });
  });

  it('meet Pod Security "restricted", and read no key but the CA of the certificate', () => {
    const { spec, container } = jobOf(withBackup());
    expectRestricted({ spec, container });
    expect(spec['volumes']).toContainEqual({
      name: 'tls',
      secret: { secretName: 'keys-tls', defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    });
    expect(stringify(spec)).not.toContain('seal');
  });

  it('sign in with a token for the audience of the roles', () => {
    const kubernetesAuth = { audience: 'vault.example.com' };
    const { spec } = jobOf(withBackup({ vault: { tls, kubernetesAuth } }));
    expect(stringify(spec['volumes'])).toContain('audience: vault.example.com');
  });
});

/** Programs instead of those of the job: each prints its arguments, and s3cmd lists the snapshots in the file `stored`. */
const programs = {
  bao: `#!/bin/sh
echo "bao $*" >>"$LOG"
case $1 in
write) echo token ;;
operator) echo data >"$5" ;;
esac
`,
  s3cmd: `#!/bin/sh
echo "s3cmd $*" >>"$LOG"
case " $* " in
*" put "*) exit "\${UPLOAD:-0}" ;;
*" ls "*) cat "$STORED" ;;
esac
`,
};

/** Runs the script of the job, and returns its exit code and the commands, without their common options. */
function save(stored: readonly string[], { values = {}, env = {} }: { values?: Values; env?: object } = {}) {
  const folder = temporaryFolder();
  for (const name of ['bin', 'token', 'tmp']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(folder, 'bin', name), text, { mode: 0o755 });
  writeFileSync(join(folder, 'token/token'), 'jwt');
  writeFileSync(join(folder, 'log'), '');
  const lines = stored.map((name) => `2026-01-01 00:00  3  s3://backups/vaults/dev.keys.openbao/${name}\n`);
  writeFileSync(join(folder, 'stored'), lines.join(''));
  const { data } = render({ backup, ...values }).get('ConfigMap keys-snapshot') as { data: Values };
  const script = (data['snapshot.sh'] as string)
    .replaceAll('/tmp/', `${folder}/tmp/`)
    .replaceAll('/openbao/', `${folder}/`);
  const { status } = spawnSync('sh', ['-s'], {
    input: script,
    env: {
      PATH: `${folder}/bin:${process.env['PATH']}`,
      LOG: join(folder, 'log'),
      STORED: join(folder, 'stored'),
      ...env,
    },
  });
  const log = readFileSync(join(folder, 'log'), 'utf8').replaceAll(folder, '').trim().split('\n');
  return { status, log: log.map((line) => line.replace(/(?!2020)[0-9]{8}T[0-9]{6}Z(?=\.snap)/g, '<now>')) };
}

describe('the script of the snapshots', () => {
  const put = (options: string): string =>
    `s3cmd ${options} put /tmp/<now>.snap s3://backups/vaults/dev.keys.openbao/<now>.snap`;

  it('saves and uploads a snapshot, and deletes only snapshots that are older than the retention', () => {
    const today = new Date().toISOString().replace(/[-:]|\.[0-9]+/g, '');
    const { status, log } = save(['20200101T000000Z.snap', `${today}.snap`, '20200101.txt', 'notes']);
    const amazon =
      '--region=us-east-1 --host=s3.us-east-1.amazonaws.com --host-bucket=%(bucket)s.s3.us-east-1.amazonaws.com';
    expect([status, ...log]).toEqual([
      0,
      'bao write -field=token auth/kubernetes/login role=snapshot jwt=jwt',
      'bao operator raft snapshot save /tmp/<now>.snap',
      put(amazon),
      `s3cmd ${amazon} ls s3://backups/vaults/dev.keys.openbao/`,
      `s3cmd ${amazon} del s3://backups/vaults/dev.keys.openbao/20200101T000000Z.snap`,
    ]);
  });

  it('deletes nothing and fails if the upload fails', () => {
    const { status, log } = save(['20200101T000000Z.snap'], { env: { UPLOAD: '7' } });
    expect([status, log.at(-1)]).toEqual([7, expect.stringContaining(' put ')]);
  });

  it('uses the path style and plain HTTP of another store', () => {
    const values = { vault: { backup: { endpointURL: 'http://files-s3.prod.svc:8333' } } };
    expect(save([], { values }).log[2]).toBe(
      put('--region=us-east-1 --host=files-s3.prod.svc:8333 --host-bucket=files-s3.prod.svc:8333 --no-ssl'),
    );
  });
});
