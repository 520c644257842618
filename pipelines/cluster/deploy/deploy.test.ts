import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareSync } from 'bcryptjs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitions } from '../../../promises/index.ts';
import { deriveAdmissionPolicy } from '../../../shared/derive/derive-admission-policy.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { runLabels } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { promisesFolder } from '../../../test/support/cases.ts';
import { createFakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { createFakeGitea, type FakeGitea } from '../../../test/support/fake-gitea.ts';
import {
  type AnyObject,
  MemoryCluster,
  type MemoryClusterOptions,
  type RecordedCall,
} from '../../../test/support/memory-cluster.ts';
import { demand, startTestRegistry, type TestRegistry } from '../../../test/support/test-registry.ts';
import { packageCharts, pushCharts } from '../../charts/charts.ts';
import { printDeployFlag, printStep } from '../../cli/commands/deploy/run.ts';
import { type EmbeddedRegistry, startRegistry } from '../../stand-in/embedded-registry.ts';
import { ClusterError } from '../cluster.ts';
import { exampleClaim } from './bootstrap.ts';
import { deployPlatform } from './deploy.ts';
import type { DeployOptions } from './deploy-options.ts';
import type { DeployEdges } from './edges.ts';
import { readSecret } from './ensure-secret.ts';
import { makeCertificate } from './gitea-certificate.ts';
import type { ManifestSource } from './manifest.ts';
import { type FinishedStep, type Report, StepError } from './step.ts';

const definition = (name: string): object => ({ kind: 'CustomResourceDefinition', metadata: { name } });
const deployment = (namespace: string, name: string): object => ({
  kind: 'Deployment',
  metadata: { namespace, name },
  spec: { template: { spec: { containers: [{ name: 'manager', image: 'x' }], volumes: [] } } },
});
const manifests: Readonly<Record<string, readonly object[]>> = {
  'cert-manager.yaml': [
    definition('certificates.cert-manager.io'),
    deployment('cert-manager', 'cert-manager-webhook'),
  ],
  'kratix.yaml': [
    definition('promises.platform.kratix.io'),
    definition('gitstatestores.platform.kratix.io'),
    deployment('kratix-platform-system', 'kratix-platform-controller-manager'),
  ],
  'argocd.yaml': [
    definition('applications.argoproj.io'),
    { kind: 'ConfigMap', metadata: { namespace: 'argocd', name: 'argocd-cm' } },
    deployment('argocd', 'argocd-server'),
  ],
};

let gitea: FakeGitea;
let registry: EmbeddedRegistry;
/** Registries in clusters, at the port that writes. */
let writers: Map<MemoryCluster, TestRegistry>;
let clock: FakeClock;
/** Names of Deployments that do not become ready. */
let stuck: Set<string>;
/** Manifests that were read. */
let read: string[];
beforeEach(async () => {
  stuck = new Set();
  writers = new Map();
  read = [];
  clock = createFakeClock();
  gitea = createFakeGitea();
  registry = await startRegistry();
});
afterEach(async () => {
  gitea.close();
  for (const writer of writers.values()) await writer.close();
  await registry.close();
});

const platformFolder = join(import.meta.dirname, '../../../kind/platform');
const charts = packageCharts(join(promisesFolder, 'application-claim'));
const tls = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../test/support/tls', name), 'utf8');
const certificate = {
  'tls.crt': tls('server.pem'),
  'tls.key': tls('server-key.pem'),
  'ca.crt': tls('ca.pem'),
};

/** Promises without their CRDs: these take long to parse, and a deployment does not read them. */
const smallPromises = mkdtempSync(join(tmpdir(), 'infraforge-promises-'));
afterAll(() => rmSync(smallPromises, { recursive: true }));
for (const name of readdirSync(promisesFolder)) {
  const [source, folder] = [promisesFolder, smallPromises].map((root) => join(root, name, 'generated'));
  if (!existsSync(join(source!, 'promise.yaml'))) continue;
  cpSync(source!, folder!, { recursive: true });
  const text = readFileSync(join(source!, 'promise.yaml'), 'utf8');
  writeFileSync(join(folder!, 'promise.yaml'), text.replace(/^ {2}api:\n(?: {4}.*\n)*/m, ''));
}
cpSync(join(promisesFolder, 'roles.yaml'), join(smallPromises, 'roles.yaml'));
const example = 'bootstrap-claim/cases/example/input.yaml';
cpSync(join(promisesFolder, example), join(smallPromises, example));

/** Edges that take no time: charts are packaged once, and each Gitea has the same certificate. */
const edges = (): DeployEdges => ({
  clock,
  today: () => new Date(),
  makeCertificate: async () => certificate,
  readManifest: async ({ location, sha256 }) => {
    read.push(location);
    const found = 'f0'.repeat(32);
    if (sha256 !== undefined && sha256 !== found)
      throw new ActionableError(`${location} has another checksum`);
    return { location, sha256, found, objects: manifests[location] as readonly AnyObject[] };
  },
  publishCharts: async (_, to) => pushCharts(await charts, to),
});

let runs = 0;

/** A request with its status after one more run. */
function ended({ kind, metadata }: object & Pick<AnyObject, 'kind' | 'metadata'>, message: string): object {
  const labels = { 'kratix.io/manual-reconciliation': 'false' };
  const pipelines = [{ name: 'configure', phase: 'Succeeded', lastTransitionTime: `${++runs}` }];
  const status = { message, failure: null, kratix: { workflows: { pipelines } } };
  return { kind, metadata: { ...metadata, labels }, status };
}

/** Acts as the controllers of the cluster, Kratix and the pipeline container. */
function answer({ kind, metadata }: AnyObject, cluster: MemoryCluster): void {
  if (kind === 'Deployment' && !stuck.has(metadata.name)) becomeReady({ kind, metadata }, cluster);
  if (kind === 'Promise') cluster.put({ kind, metadata, status: { status: 'Available' } });
  if (kind === 'BootstrapClaim') cluster.put(ended({ kind, metadata }, 'Declared'));
  if (kind === 'GitStateStore' || kind === 'Destination')
    cluster.put({ kind, metadata, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
}

/** Completes the rollout of a Deployment, with a pod. */
function becomeReady({ kind, metadata }: Pick<AnyObject, 'kind' | 'metadata'>, cluster: MemoryCluster): void {
  const { namespace, name, generation } = metadata;
  const counts = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  const conditions = [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }];
  cluster.put({ kind, metadata, status: { observedGeneration: generation, ...counts, conditions } });
  const labels = { 'app.kubernetes.io/name': name };
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
  cluster.put({ kind: 'Pod', metadata: { namespace, name: `${name}-0`, labels }, status: ready });
}

const onKubernetes = (gitVersion: string): MemoryClusterOptions => ({
  paths: { '/version': { gitVersion } },
});

function createCluster(options: MemoryClusterOptions = {}): MemoryCluster {
  const cluster: MemoryCluster = new MemoryCluster({
    ...onKubernetes('v1.34.4'),
    changed: answer,
    exec: (command) => gitea.exec(command),
    forward: async ({ service, port }) => {
      if (service === 'registry') return port === 5001 ? writerOf(cluster) : undefined;
      const secret = (await readSecret(cluster, { namespace: 'gitea', name: 'gitea-tls' }))!;
      return gitea.listen({ key: secret['tls.key']!, cert: secret['tls.crt']! });
    },
    ...options,
  });
  return cluster;
}

/** Returns the port of the registry that writes with the account of the Secret. */
async function writerOf(cluster: MemoryCluster): Promise<number> {
  const authorization = (): string => {
    const { username, password } = cluster.object('Secret', 'registry-writer')!['data'] as Record<
      string,
      string
    >;
    const decoded = [username, password].map((text) => Buffer.from(text ?? '', 'base64').toString());
    return `Basic ${Buffer.from(decoded.join(':')).toString('base64')}`;
  };
  const behaviours = [demand(authorization, 'Basic realm="charts"')];
  const writer = writers.get(cluster) ?? (await startTestRegistry({ behaviours }));
  writers.set(cluster, writer);
  return Number(new URL(`http://${writer.host}`).port);
}

/** Existing Git server and registry. */
const git = {
  url: 'https://git.example.com/acme/state-store.git',
  branch: 'live',
  writer: { username: 'u', password: 'canary' },
};
const otherRegistry = () => ({ url: `${registry.url}/charts`, plainHTTP: true, access: {} });

const storageClass = {
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
};

interface Reported {
  readonly report: Report;
  readonly steps: FinishedStep[];
  readonly warnings: string[];
}

function listen(): Reported {
  const [steps, warnings] = [[] as FinishedStep[], [] as string[]];
  const report = {
    begun: () => undefined,
    done: (step: FinishedStep) => void steps.push(step),
    warn: (text: string) => void warnings.push(text),
  };
  return { report, steps, warnings };
}

async function deploy(cluster: MemoryCluster, more: Partial<DeployOptions> = {}): Promise<Reported> {
  const reported = listen();
  const files = { certManager: 'cert-manager.yaml', kratix: 'kratix.yaml', argocd: 'argocd.yaml' };
  const options = {
    cluster,
    report: reported.report,
    promises: smallPromises,
    // The first Promise and one more. Two tests deploy all of them.
    onlyPromises: ['redis'],
    platform: platformFolder,
    manifests: files,
    timeoutSeconds: 2,
    printOption: printDeployFlag,
    edges: edges(),
  };
  await deployPlatform({ ...options, ...more });
  return reported;
}

const summary = ({ steps }: Reported): unknown =>
  Object.fromEntries(steps.map(({ name, change }) => [name, change]));

describe('deployPlatform()', () => {
  it('installs the platform, and changes nothing the next time', async () => {
    const cluster = createCluster();
    const all = { image: 'ghcr.io/acme/infraforge:1', onlyPromises: undefined };
    const first = await deploy(cluster, all);
    const names = first.steps.map(({ name }) => name);
    expect(names).toEqual([
      'Cluster',
      'Earlier run',
      'Manifests',
      'cert-manager',
      'Kratix',
      'Gitea',
      "Git server's authority",
      'Argo CD',
      'Registry',
      'Charts',
      'Root of Argo CD',
      'Webhook of Gitea',
      'State store',
      'Promises',
      'BootstrapClaim',
    ]);
    const before = new Map(cluster.objects);
    const second = await deploy(cluster, all);
    const {
      Cluster: _,
      'Earlier run': __,
      Manifests: ___,
      ...rest
    } = summary(second) as Record<string, unknown>;
    expect(new Set(Object.values(rest))).toEqual(new Set(['unchanged']));
    expect(cluster.objects).toEqual(before);
  });

  it('installs the Promises of a selection, with the one that all others need', async () => {
    const cluster = createCluster();
    const { steps } = await deploy(cluster, { onlyPromises: ['redis'] });
    expect(steps.find(({ name }) => name === 'Promises')?.detail).toBe('bootstrap-claim, redis');
  });

  it.each(['v1.29.14-gke.10', 'v1.9.0'])('installs nothing on an outdated cluster: %s', async (version) => {
    const cluster = createCluster(onKubernetes(version));
    await expect(deploy(cluster)).rejects.toThrow(
      `has Kubernetes ${version}, but v1.30.0 or newer is required`,
    );
    expect(cluster.objects.size).toBe(0);
    await deploy(createCluster(onKubernetes('v1.30.0+k3s1')));
  });

  it('creates a repository with a first commit, an administrator and one webhook', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    await deploy(cluster);
    const account = await readSecret(cluster, { namespace: 'gitea', name: 'gitea-admin' });
    expect(gitea.users.get(account!['username']!)).toBe(account!['password']);
    expect([...gitea.repositories]).toEqual(['infraforge/state-store']);
    const signed = await readSecret(cluster, { namespace: 'argocd', name: 'argocd-secret' });
    expect(gitea.hooks.map(({ config }) => config)).toEqual([
      {
        url: 'https://argocd-server.argocd.svc.cluster.local/api/webhook',
        content_type: 'json',
        secret: signed!['webhook.gogs.secret'],
      },
    ]);
  });

  it('gives Kratix and Argo CD accounts of their own in Gitea, and keeps them', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const accounts = async () => [
      await readSecret(cluster, { namespace: 'kratix-platform-system', name: 'infraforge-state-store' }),
      await readSecret(cluster, { namespace: 'argocd', name: 'infraforge-state-store' }),
    ];
    const before = await accounts();
    expect(before.map((account) => account?.['username'])).toEqual(['kratix', 'argocd']);
    for (const account of before) expect(gitea.users.get(account!['username']!)).toBe(account!['password']);
    expect([...gitea.administrators]).toEqual(['infraforge-admin']);
    expect(Object.fromEntries(gitea.collaborators)).toEqual({
      'infraforge/state-store/kratix': 'write',
      'infraforge/state-store/argocd': 'read',
    });
    gitea.collaborators.set('infraforge/state-store/argocd', 'write');
    await deploy(cluster);
    expect(await accounts()).toEqual(before);
    expect(gitea.collaborators.get('infraforge/state-store/argocd')).toBe('read');
  });

  it('replaces the administrator of an earlier version in the Secrets of Kratix and Argo CD', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const { data } = cluster.object('Secret', 'gitea-admin')!;
    for (const namespace of ['kratix-platform-system', 'argocd']) {
      cluster.put({ kind: 'Secret', metadata: { namespace, name: 'infraforge-state-store' }, data });
    }
    await deploy(cluster);
    for (const secret of cluster
      .ofKind('Secret')
      .filter(({ metadata }) => metadata.name === 'infraforge-state-store')) {
      expect((secret['data'] as Record<string, string>)['password']).not.toBe(
        (data as Record<string, string>)['password'],
      );
    }
  });

  it.each(['PATCH', 'exec'])('leaves no other administrator after a run that stopped at %s', async (step) => {
    let isBroken = true;
    const exec = (command: readonly string[]): string => {
      const output = gitea.exec(command);
      if (step === 'exec' && isBroken) throw new ClusterError('cut off', { reason: 'Test' });
      return output;
    };
    const cluster = createCluster({ exec });
    if (step === 'PATCH') gitea.failNext(/^PATCH /);
    await expect(deploy(cluster)).rejects.toThrow(StepError);
    isBroken = false;
    gitea.users.set('infraforge-set-up-0123', 'left by a run that was killed');
    await deploy(cluster);
    const account = (await readSecret(cluster, { namespace: 'gitea', name: 'gitea-admin' }))!;
    expect(gitea.users.get(account['username']!)).toBe(account['password']);
    expect([...gitea.users.keys()].sort()).toEqual(['argocd', 'infraforge-admin', 'kratix']);
    expect([...gitea.administrators]).toEqual(['infraforge-admin']);
  });

  it('pushes the charts with the password of the registry, and keeps it', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const secret = () => readSecret(cluster, { namespace: 'infraforge-registry', name: 'registry-writer' });
    const { username, password, htpasswd } = (await secret())!;
    const [user, hash] = htpasswd!.trimEnd().split(':');
    expect(user).toBe(username);
    expect(compareSync(password!, hash!)).toBe(true);
    const before = await secret();
    const { steps } = await deploy(cluster);
    expect(await secret()).toEqual(before);
    expect(steps.find(({ name }) => name === 'Charts')?.change).toBe('unchanged');
    const forwarded = cluster.calls.filter(({ target }) => target.startsWith('infraforge-registry/'));
    expect(new Set(forwarded.map(({ target }) => target))).toEqual(
      new Set(['infraforge-registry/registry:5001']),
    );
  });

  it('restarts the registry for another password', async () => {
    const cluster = createCluster();
    cluster.put(storageClass);
    await deploy(cluster);
    const template = () => JSON.stringify(cluster.object('Deployment', 'registry')?.['spec']);
    const before = template();
    cluster.objects.delete('Secret infraforge-registry/registry-writer');
    await deploy(cluster);
    expect(template()).not.toBe(before);
  });

  it('uses plain HTTP for the webhook of an Argo CD without TLS', async () => {
    const cluster = createCluster();
    cluster.put({
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cmd-params-cm', namespace: 'argocd' },
      data: { 'server.insecure': 'true' },
    });
    await deploy(cluster);
    expect(gitea.hooks.map(({ config }) => config['url'])).toEqual([
      'http://argocd-server.argocd.svc.cluster.local/api/webhook',
    ]);
  });

  it('names the context in hints', async () => {
    const cluster = createCluster({ context: 'prod' });
    stuck.add('gitea');
    await expect(deploy(cluster)).rejects.toThrow(
      'check with kubectl --context=prod --namespace=gitea get pods',
    );
  });

  it('shows no secret on command lines or in output', async () => {
    const cluster = createCluster();
    const { steps, warnings } = await deploy(cluster);
    const secrets = cluster
      .ofKind('Secret')
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .filter(
        ([key]) => !['username', 'url', 'type', 'tls.crt', 'ca.crt', 'insecureOCIForceHttp'].includes(key),
      )
      .flatMap(([, value]) => [value, Buffer.from(value, 'base64').toString()]);
    expect(secrets.length).toBeGreaterThan(8);
    const output = [...cluster.calls.map(({ target }) => target), ...steps.map(printStep), ...warnings].join(
      '\n',
    );
    expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
  });

  it('adds the CA to the manager of Kratix, and keeps all other fields', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const { spec } = cluster.object('Deployment', 'kratix-platform-controller-manager')!;
    expect(spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              name: 'manager',
              image: 'x',
              env: [{ name: 'GIT_SSL_CAINFO', value: '/etc/infraforge/git-ca/ca.crt' }],
              volumeMounts: [
                { name: 'infraforge-git-ca', mountPath: '/etc/infraforge/git-ca', readOnly: true },
              ],
            },
          ],
          volumes: [{ name: 'infraforge-git-ca', configMap: { name: 'infraforge-git-ca' } }],
        },
      },
    });
  });

  it('keeps keys and labels of other owners, regardless of how they were applied', async () => {
    const cluster = createCluster();
    const labels = { team: 'platform' };
    const namespace = { kind: 'Namespace', metadata: { name: 'argocd', labels } };
    const certificates = {
      kind: 'ConfigMap',
      metadata: { name: 'argocd-tls-certs-cm', namespace: 'argocd' },
      data: { 'other.example.com': 'PEM' },
    };
    const secret = {
      kind: 'Secret',
      metadata: { name: 'argocd-secret', namespace: 'argocd' },
      data: { 'admin.password': 'YQ==' },
    };
    const configuration = { kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } };
    const argocd = [namespace, configuration, certificates, secret, definition('applications.argoproj.io')];
    for (const object of argocd) {
      cluster.put(object);
    }
    await deploy(cluster);
    await deploy(cluster);
    expect(cluster.object('Namespace', 'argocd')?.metadata.labels).toEqual(labels);
    expect(cluster.object('Secret', 'argocd-secret')?.['data']).toEqual({
      'admin.password': 'YQ==',
      'webhook.gogs.secret': expect.any(String),
    });
    expect(cluster.object('ConfigMap', 'argocd-tls-certs-cm')?.['data']).toEqual({
      'other.example.com': 'PEM',
      'gitea-http.gitea.svc.cluster.local': expect.stringContaining('BEGIN CERTIFICATE'),
    });
  });

  it('keeps an existing Kratix and Argo CD, and explains how another manager trusts the CA', async () => {
    const cluster = createCluster();
    cluster.put(definition('promises.platform.kratix.io'));
    for (const object of manifests['argocd.yaml']!) cluster.put(object);
    const { steps, warnings } = await deploy(cluster);
    const kept = ['cert-manager', 'Kratix', 'Argo CD'];
    expect(steps.filter(({ name }) => kept.includes(name)).map(({ change }) => change)).toEqual(
      kept.map(() => 'unchanged'),
    );
    expect(read).toEqual([]);
    expect(warnings.join()).toContain('GIT_SSL_CAINFO');
  });

  it('applies nothing if the checksum of one manifest differs', async () => {
    const cluster = createCluster();
    const right = 'f0'.repeat(32);
    const files = {
      certManager: `cert-manager.yaml#sha256=${right}`,
      kratix: 'kratix.yaml',
      argocd: `argocd.yaml#sha256=${'0'.repeat(64)}`,
    };
    await expect(deploy(cluster, { manifests: files })).rejects.toThrow(
      /^Manifests failed after .*: argocd\.yaml has another checksum\n/,
    );
    expect(cluster.objects.size).toBe(0);
    const { steps, warnings } = await deploy(cluster, {
      manifests: { ...files, argocd: `argocd.yaml#sha256=${right}` },
    });
    expect(steps.find(({ name }) => name === 'Manifests')?.detail).toBe(
      'cert-manager verified, Kratix not verified, Argo CD verified',
    );
    expect(warnings.filter((text) => text.includes('not verified'))).toEqual([
      `The manifest of Kratix is not verified, because no checksum of kratix.yaml is known. To accept this content only, set KRATIX_MANIFEST=kratix.yaml#sha256=${right} (--kratix-manifest)`,
    ]);
  });

  it('verifies the published manifests of cert-manager and Argo CD', async () => {
    const asked: ManifestSource[] = [];
    const readManifest: DeployEdges['readManifest'] = (source) => {
      asked.push(source);
      const file = { 'cert-manager': 'cert-manager', kratix: 'kratix', 'argo-cd': 'argocd' }[
        /cert-manager|kratix|argo-cd/.exec(source.location)![0]
      ];
      return edges().readManifest({ location: `${file}.yaml` });
    };
    await deploy(createCluster(), { manifests: {}, edges: { ...edges(), readManifest } });
    expect(asked).toEqual([
      { location: expect.stringContaining('cert-manager'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { location: expect.stringContaining('kratix') },
      { location: expect.stringContaining('argo-cd'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('repeats an interrupted installation', async () => {
    const cluster = createCluster();
    stuck.add('argocd-server');
    await expect(deploy(cluster)).rejects.toThrow(StepError);
    stuck.clear();
    const { steps } = await deploy(cluster);
    expect(steps.find(({ name }) => name === 'Argo CD')?.change).toBe('created');
    expect(steps.find(({ name }) => name === 'Kratix')?.change).toBe('unchanged');
  });

  it('names the failed step, the problems of its pods, and the fix', async () => {
    const cluster = createCluster();
    stuck.add('gitea');
    const waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
    cluster.put({
      kind: 'Pod',
      metadata: { name: 'gitea-0', namespace: 'gitea' },
      status: { containerStatuses: [{ name: 'gitea', ready: false, state: { waiting } }] },
    });
    await expect(deploy(cluster)).rejects.toThrow(
      /^Gitea failed after [\d.]+ s: waited 2 s until Deployment gitea\/gitea is ready: pod gitea-0, container gitea: ImagePullBackOff, no such image\n {2}What to do: check with kubectl --namespace=gitea get pods,events, then repeat: completed steps are kept$/,
    );
  });

  it('waits for a slow workload until the time limit', async () => {
    stuck.add('cert-manager-webhook');
    const changed = (object: AnyObject, cluster: MemoryCluster): void => {
      answer(object, cluster);
      const { kind, metadata } = object;
      if (metadata.name === 'cert-manager-webhook') {
        clock.after(5000, () => becomeReady({ kind, metadata }, cluster));
      }
    };
    await deploy(createCluster({ changed }), { timeoutSeconds: 10 });
    await expect(deploy(createCluster({ changed }), { timeoutSeconds: 1 })).rejects.toThrow(
      'waited 1 s until Deployment cert-manager/cert-manager-webhook is ready: its pods are not available',
    );
  });

  it.each([
    ['failed calling webhook "vgitstatestore": connection refused', 500, 'BootstrapClaim'],
    ['GitStateStore "infraforge" is invalid', 422, 'Webhook of Gitea'],
  ])('waits for a cluster that is not ready, and for nothing else: %s', async (message, status, last) => {
    const errors = [new ClusterError(message, { status, reason: 'Test' })];
    const fails = ({ method, target }: RecordedCall): ClusterError | undefined =>
      method === 'apply' && target.startsWith('GitStateStore') ? errors.shift() : undefined;
    const reported = listen();
    await deploy(createCluster({ fails }), { timeoutSeconds: 10, report: reported.report }).catch(
      (error: unknown) => expect(error).toBeInstanceOf(StepError),
    );
    expect([errors.length, reported.steps.at(-1)?.name]).toEqual([0, last]);
  });

  it('uses a volume if the cluster has a default StorageClass, and never moves data', async () => {
    const claims = (cluster: MemoryCluster): unknown[] =>
      cluster.ofKind('PersistentVolumeClaim').map(({ metadata }) => metadata.name);
    const cluster = createCluster();
    cluster.put(storageClass);
    const { warnings } = await deploy(cluster);
    const ofStorage = (texts: readonly string[]): string[] =>
      texts.filter((text) => text.includes('its pod'));
    expect([claims(cluster), ofStorage(warnings)]).toEqual([['gitea-data', 'registry-data'], []]);

    gitea = createFakeGitea();
    const other = createCluster();
    const first = await deploy(other);
    expect(ofStorage(first.warnings)).toEqual([
      expect.stringContaining('Gitea keeps its data in its pod'),
      expect.stringContaining('The registry keeps its data in its pod'),
    ]);
    other.put(storageClass);
    await deploy(other);
    expect(claims(other)).toEqual([]);
  });

  it('uses an existing Git server and registry, and creates neither', async () => {
    const cluster = createCluster();
    const existing = otherRegistry();
    const { steps } = await deploy(cluster, { git, registry: existing });
    const names = steps.map(({ name }) => name);
    for (const absent of ['Gitea', 'Registry', 'Webhook of Gitea', "Git server's authority"]) {
      expect(names).not.toContain(absent);
    }
    expect(cluster.object('GitStateStore', 'infraforge')?.['spec']).toMatchObject({
      url: git.url,
      branch: 'live',
    });
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')?.['spec']).toMatchObject({
      giteaURL: 'https://git.example.com',
      organization: 'acme',
      repositories: { stateStore: 'state-store' },
      chartsRepository: { url: existing.url, plainHTTP: true },
      gitOps: { branch: 'live' },
    });
  });

  it('declares in the example that cert-manager is installed', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')?.['spec']).toMatchObject({
      installedOperators: ['cert-manager'],
    });
  });

  it('lets Argo CD install cert-manager if an existing Kratix works without it', async () => {
    const cluster = createCluster();
    cluster.put(definition('promises.platform.kratix.io'));
    await deploy(cluster);
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')?.['spec']).not.toHaveProperty(
      'installedOperators',
    );
  });

  it('keeps the account of Argo CD that only reads, and warns without one', async () => {
    const cluster = createCluster();
    const reader = { username: 'reads', password: 'canary-2' };
    const known = async () => readSecret(cluster, { namespace: 'argocd', name: 'infraforge-state-store' });
    const shared = 'Argo CD signs in to Git with the account of Kratix, which writes';
    const { warnings } = await deploy(cluster, { git });
    expect(warnings.join()).toContain(shared);
    const rotated = { ...git, writer: { username: 'new', password: 'canary-3' } };
    await deploy(cluster, { git: rotated });
    expect(await known()).toMatchObject(rotated.writer);
    await deploy(cluster, { git: { ...git, reader } });
    const { warnings: none } = await deploy(cluster, { git });
    expect(await known()).toMatchObject(reader);
    expect(none.join()).not.toContain(shared);
  });

  it.each(['registry.example.com:5000/infraforge:1', 'ghcr.io/acme/infraforge:0f35600cf4f1'])(
    'refuses a run that lacks options of an earlier run: %s',
    async (image) => {
      const cluster = createCluster();
      const existing = otherRegistry();
      await deploy(cluster, { git, registry: existing, image });
      const before = new Map(cluster.objects);
      await expect(deploy(cluster)).rejects.toThrow(
        `GIT_URL=${git.url} (--git-url), GIT_BRANCH=live (--git-branch), REGISTRY=${existing.url} (--registry), IMAGE=${image} (--image)`,
      );
      expect(cluster.objects).toEqual(before);
    },
  );

  it('keeps the branch of an earlier run, and changes it only if it is set', async () => {
    const cluster = createCluster();
    const { branch: _, ...withoutBranch } = git;
    await deploy(cluster, { git });
    await expect(deploy(cluster, { git: withoutBranch })).rejects.toThrow(
      'lacks options of an earlier run: GIT_BRANCH=live (--git-branch)\n',
    );
    await deploy(cluster, { git: { ...git, branch: 'main' } });
    await deploy(cluster, { git: withoutBranch });
    expect(cluster.object('GitStateStore', 'infraforge')?.['spec']).toMatchObject({ branch: 'main' });
  });

  it('keeps the chosen images of Gitea and the registry', async () => {
    const images = { gitea: 'mirror.example.com/gitea:1.26.0-rootless', registry: 'registry:nightly' };
    const cluster = createCluster();
    await deploy(cluster, { images });
    await expect(deploy(cluster)).rejects.toThrow(
      `GITEA_IMAGE=${images.gitea} (--gitea-image), REGISTRY_IMAGE=${images.registry} (--registry-image)`,
    );
    await deploy(cluster, { images });
  });

  it('replaces other releases of the images', async () => {
    const cluster = createCluster();
    const images = { gitea: 'docker.io/gitea/gitea:1.25.0-rootless' };
    cluster.put(storageClass);
    await deploy(cluster, { image: 'ghcr.io/acme/infraforge:0.9.0', images });
    await deploy(cluster);
    expect(JSON.stringify(cluster.object('Promise', 'bootstrap-claim'))).not.toContain('0.9.0');
    expect(JSON.stringify(cluster.object('Deployment', 'gitea'))).not.toContain('1.25.0');
  });

  it("keeps Argo CD's account for the same registry only", async () => {
    const cluster = createCluster();
    const existing = otherRegistry();
    const known = async () => readSecret(cluster, { namespace: 'argocd', name: 'infraforge-charts' });
    await deploy(cluster, { registry: { ...existing, account: { username: 'r', password: 'p' } } });
    await deploy(cluster, { registry: existing });
    expect(await known()).toMatchObject({ username: 'r', password: 'p' });
    await deploy(cluster, { registry: { ...existing, url: `${registry.url}/others` } });
    expect(Object.keys((await known())!)).not.toContain('password');
  });

  it('refuses a namespace of another owner', async () => {
    const cluster = createCluster();
    cluster.put({ kind: 'Namespace', metadata: { name: 'gitea' } });
    await expect(deploy(cluster)).rejects.toThrow(
      /: namespace gitea has another owner\n {2}What to do: set GIT_URL= \(--git-url\) to use its workload, [^:]*$/,
    );
    expect(cluster.object('Secret', 'gitea-tls')).toBeUndefined();
  });

  it('refuses an Argo CD that cannot limit namespaces by name', async () => {
    const cluster = createCluster();
    for (const object of manifests['argocd.yaml']!) cluster.put(object);
    const containers = [{ name: 'repo-server', image: 'quay.io/argoproj/argocd:v3.0.23' }];
    const spec = { template: { spec: { containers } } };
    const metadata = { namespace: 'argocd', name: 'argocd-repo-server' };
    cluster.put({ kind: 'Deployment', metadata, spec });
    await expect(deploy(cluster)).rejects.toThrow(
      /^Argo CD failed .*: Argo CD v3\.0\.23 cannot limit .*\n.*: upgrade Argo CD to v3\.3\.0 or newer$/,
    );
  });

  it('reports an Argo CD that is not in its namespace', async () => {
    const cluster = createCluster();
    cluster.put(definition('applications.argoproj.io'));
    await expect(deploy(cluster)).rejects.toThrow('namespace argocd has no ConfigMap argocd-cm');
  });

  it('restarts Gitea for another certificate', async () => {
    const cluster = createCluster();
    cluster.put(storageClass);
    const template = () => JSON.stringify(cluster.object('Deployment', 'gitea')?.['spec']);
    await deploy(cluster, { edges: { ...edges(), makeCertificate } });
    const before = template();
    cluster.objects.delete('Secret gitea/gitea-tls');
    gitea.close();
    gitea = createFakeGitea();
    await deploy(cluster, { edges: { ...edges(), makeCertificate } });
    expect(template()).not.toBe(before);
  });

  it('renews the certificate of Gitea in its last year, unless its pod has the data', async () => {
    const inTwoYears = () => new Date(Date.now() + 730 * 24 * 60 * 60 * 1000);
    const later = { edges: { ...edges(), makeCertificate, today: inTwoYears } };
    const read = (cluster: MemoryCluster) => readSecret(cluster, { namespace: 'gitea', name: 'gitea-tls' });
    const cluster = createCluster();
    await deploy(cluster, { edges: { ...edges(), makeCertificate } });
    const before = await read(cluster);
    const { warnings } = await deploy(cluster, later);
    expect(await read(cluster)).toEqual(before);
    expect(warnings.join()).toContain('The certificate of Gitea ends within a year');

    gitea.close();
    gitea = createFakeGitea();
    const onVolume = createCluster();
    onVolume.put(storageClass);
    await deploy(onVolume, { edges: { ...edges(), makeCertificate } });
    const first = await read(onVolume);
    await gitea.restart();
    await deploy(onVolume, later);
    const renewed = await read(onVolume);
    expect(renewed).not.toEqual(first);
    expect(onVolume.object('ConfigMap', 'infraforge-git-ca')?.['data']).toEqual({
      'ca.crt': renewed?.['ca.crt'],
    });
  });

  it('never replaces a Gitea with its data in its pod', async () => {
    const cluster = createCluster();
    const images = { gitea: 'test.local/gitea:1' };
    await deploy(cluster, { images });
    const secret = 'Secret gitea/gitea-tls';
    const certificate = cluster.objects.get(secret)!;
    const before = new Map(cluster.objects);
    const lost = /^Gitea failed .* its repositories would be lost\n.* set GITEA_IMAGE=test\.local\/gitea:1 /;
    await expect(deploy(cluster, { images: { gitea: 'test.local/gitea:2' } })).rejects.toThrow(lost);
    expect(cluster.objects).toEqual(before);
    cluster.objects.delete(secret);
    await expect(deploy(cluster, { images })).rejects.toThrow(lost);
    expect(cluster.objects.has(secret)).toBe(false);
    cluster.objects.set(secret, certificate);
    await deploy(cluster, { images });
  });

  it('replaces the image of a Gitea that never ran', async () => {
    const cluster = createCluster();
    stuck.add('gitea');
    await expect(deploy(cluster, { images: { gitea: 'test.local/gitea:typo' } })).rejects.toThrow(
      'until Deployment gitea/gitea is ready',
    );
    stuck.clear();
    await deploy(cluster, { images: { gitea: 'test.local/gitea:1' } });
  });

  it('creates the webhook again after an interrupted run', async () => {
    const errors = [new ClusterError('cut off', { reason: 'Test' })];
    const fails = ({ method, target }: RecordedCall): ClusterError | undefined =>
      method === 'apply' && target === 'Secret argocd/argocd-secret' ? errors.shift() : undefined;
    const cluster = createCluster({ fails });
    await expect(deploy(cluster)).rejects.toThrow('cut off');
    await deploy(cluster);
    const signed = await readSecret(cluster, { namespace: 'argocd', name: 'argocd-secret' });
    expect(gitea.hooks.map(({ config }) => config['secret'])).toEqual([signed!['webhook.gogs.secret']]);
  });

  it('waits until Kratix can write to Git', async () => {
    const message = 'unable to validate permissions: authentication required';
    const changed = (object: AnyObject, cluster: MemoryCluster): void => {
      answer(object, cluster);
      const { kind, metadata } = object;
      const conditions = [{ type: 'Ready', status: 'False', message }];
      if (kind === 'GitStateStore') cluster.put({ kind, metadata, status: { conditions } });
    };
    await expect(deploy(createCluster({ changed }))).rejects.toThrow(message);
  });

  const old = { reason: 'PlatformConflict', message: 'old', problems: [] };
  it.each([
    ['a new claim', undefined],
    ['one that was refused', { spec: {}, status: { message: 'Refused: old', failure: old } }],
  ])('waits for the result of the current claim: %s', async (_, before) => {
    const file = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');
    const metadata = { name: 'platform-bootstrap', namespace: 'infraforge-platform' };
    const workflows = (phase: string): object => ({
      workflows: { pipelines: [{ name: 'configure', phase }] },
    });
    const changed = (object: AnyObject, cluster: MemoryCluster): void => {
      answer(object, cluster);
      if (object.kind !== 'BootstrapClaim') return;
      const report = (status: object): void => cluster.put({ kind: 'BootstrapClaim', metadata, status });
      // Kratix's own message, beside the failure of the run before
      report({ message: 'Pending', failure: before?.status.failure, kratix: workflows('Running') });
      clock.after(700, () => report({ message: 'Made', failure: null, kratix: workflows('Succeeded') }));
    };
    const cluster = createCluster({ changed });
    if (before !== undefined) cluster.put({ kind: 'BootstrapClaim', metadata, ...before });
    const { steps } = await deploy(cluster, { bootstrap: file });
    expect(steps.at(-1)?.detail).toBe('BootstrapClaim infraforge-platform/platform-bootstrap: Made');
  });

  it('runs the given image in every container, and applies each admission policy and ClusterRole', async () => {
    const cluster = createCluster();
    await deploy(cluster, {
      image: 'ghcr.io/acme/infraforge:2',
      onlyPromises: undefined,
      bootstrap: false,
    });
    const promises = cluster.ofKind('Promise');
    expect(promises.map(({ metadata }) => metadata.name)[0]).toBe('bootstrap-claim');
    const images = promises.flatMap((promise) => JSON.stringify(promise).match(/"image":"[^"]*"/g) ?? []);
    expect(new Set(images)).toEqual(new Set(['"image":"ghcr.io/acme/infraforge:2"']));
    const namesOf = (kind: string): string[] => cluster.ofKind(kind).map(({ metadata }) => metadata.name);
    const policies = definitions
      .flatMap((definition) => deriveAdmissionPolicy(definition) as object[] as KubernetesObject[])
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(namesOf('ValidatingAdmissionPolicy').toSorted()).toEqual(
      policies.map(({ metadata }) => metadata.name).toSorted(),
    );
    expect(namesOf('ClusterRole')).toEqual([
      'infraforge-platform',
      'infraforge-requester',
      'infraforge-viewer',
    ]);
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')).toBeUndefined();
  });

  it('keeps an existing BootstrapClaim, and reports different addresses', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const claim = cluster.object('BootstrapClaim', 'platform-bootstrap')!;
    const { kind, metadata } = claim;
    cluster.put({ kind, metadata, spec: { organization: 'other', gitOps: { environments: ['dev'] } } });
    const { warnings } = await deploy(cluster);
    expect(warnings.join()).toContain('has organization other, this platform has infraforge');
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')?.['spec']).toMatchObject({
      organization: 'other',
      gitOps: { environments: ['dev'] },
    });
  });

  it('waits until Kratix has processed the current Promise', async () => {
    const changed = (object: AnyObject, cluster: MemoryCluster): void => {
      const { kind, metadata } = object;
      answer(object, cluster);
      if (kind === 'Promise') cluster.put({ kind, metadata, status: { observedGeneration: 1 } });
    };
    const cluster = createCluster({ changed });
    await deploy(cluster);
    await expect(deploy(cluster, { image: 'ghcr.io/acme/infraforge:2' })).rejects.toThrow(
      'Kratix has not processed its last change',
    );
  });

  it('runs the claim again with a new image, and reports the problems of its pods', async () => {
    let isBroken = false;
    const changed = (object: AnyObject, cluster: MemoryCluster): void => {
      if (object.kind !== 'BootstrapClaim' || !isBroken) answer(object, cluster);
    };
    const cluster = createCluster({ changed });
    await deploy(cluster, { image: 'ghcr.io/acme/infraforge:1' });
    const { steps } = await deploy(cluster, { image: 'ghcr.io/acme/infraforge:2' });
    expect(steps.at(-1)?.change).toBe('unchanged');
    const runs = cluster.calls.filter(
      ({ method, target }) => method === 'patch' && target.startsWith('Boot'),
    );
    expect(runs).toHaveLength(1);

    isBroken = true;
    const waiting = { reason: 'ImagePullBackOff', message: 'no such image' };
    cluster.put({
      kind: 'Pod',
      metadata: {
        name: 'run',
        namespace: 'infraforge-platform',
        labels: { [runLabels.resourceName]: 'platform-bootstrap' },
      },
      status: { initContainerStatuses: [{ name: 'configure', ready: false, state: { waiting } }] },
    });
    await expect(deploy(cluster, { image: 'ghcr.io/acme/infraforge:typo' })).rejects.toThrow(
      /until BootstrapClaim infraforge-platform\/platform-bootstrap has a result: running; .*ImagePullBackOff, no such image/,
    );
  });

  it('reports a crashed run at once, regardless of the previous result', async () => {
    const cluster = createCluster();
    await deploy(cluster);
    const { kind, metadata } = cluster.object('BootstrapClaim', 'platform-bootstrap')!;
    const conditions = [
      { type: 'ConfigureWorkflowCompleted', status: 'False', reason: 'ConfigureWorkflowFailed', message: '' },
    ];
    cluster.put({ kind, metadata, status: { conditions } });
    await expect(deploy(cluster)).rejects.toThrow(
      'BootstrapClaim infraforge-platform/platform-bootstrap: run failed',
    );
  });

  it('applies no example if another BootstrapClaim exists, and names it', async () => {
    const cluster = createCluster();
    await deploy(cluster, { bootstrap: false });
    const metadata = { name: 'ours', namespace: 'infraforge-platform' };
    const { apiVersion, spec } = exampleClaim({
      promises: promisesFolder,
      git: { ...git, reader: git.writer },
      charts: otherRegistry(),
    });
    cluster.put({ ...ended({ kind: 'BootstrapClaim', metadata }, 'Declared'), apiVersion, spec });
    const { steps } = await deploy(cluster);
    expect(steps.at(-1)).toMatchObject({
      change: 'unchanged',
      detail: 'BootstrapClaim infraforge-platform/ours: Declared',
    });
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')).toBeUndefined();
  });

  it('declares the platform in the given namespace, and asks for that namespace the next time', async () => {
    const cluster = createCluster();
    await deploy(cluster, { platformNamespace: 'ops' });
    expect(cluster.object('Namespace', 'ops')).toBeDefined();
    expect(cluster.object('Namespace', 'infraforge-platform')).toBeUndefined();
    expect(cluster.object('BootstrapClaim', 'platform-bootstrap')?.metadata.namespace).toBe('ops');
    for (const promise of cluster.ofKind('Promise')) {
      expect(JSON.stringify(promise)).toContain('{"name":"INFRAFORGE_PLATFORM_NAMESPACE","value":"ops"}');
    }
    const policy = cluster.object(
      'ValidatingAdmissionPolicy',
      'platform-namespace.bootstrapclaims.platform.infraforge.io',
    );
    expect(policy?.['spec']).toMatchObject({
      variables: [{ name: 'platformNamespace', expression: "'ops'" }],
    });
    await expect(deploy(cluster)).rejects.toThrow(
      'this run lacks options of an earlier run: PLATFORM_NAMESPACE=ops (--platform-namespace)',
    );
    await deploy(cluster, { platformNamespace: 'ops' });
  });

  it('asks for the namespace of a delivered claim, which would no longer count', async () => {
    const claim = {
      apiVersion: 'platform.infraforge.io/v1',
      kind: 'BootstrapClaim',
      metadata: { name: 'ours', namespace: 'default' },
    };
    const cluster = createCluster();
    cluster.put({ ...claim, status: { platform: {} } });
    const option = 'PLATFORM_NAMESPACE=default (--platform-namespace)';
    await expect(deploy(cluster)).rejects.toThrow(`lacks options of an earlier run: ${option}`);
    await expect(deploy(cluster, { platformNamespace: 'ops' })).rejects.toThrow(
      /: BootstrapClaim default\/ours would no longer count: it is not in namespace ops\n.*: set PLATFORM_NAMESPACE=default /,
    );
    expect(cluster.ofKind('Promise')).toEqual([]);
    const other = createCluster();
    other.put({ ...claim, status: { failure: { reason: 'NotAllowed' } } });
    await deploy(other);
    expect(other.object('BootstrapClaim', 'platform-bootstrap')).toBeDefined();
  });

  it('reports a refusal as the result', async () => {
    const refuse = (object: AnyObject, cluster: MemoryCluster): void => {
      answer(object, cluster);
      const { kind, metadata } = object;
      const failure = { reason: 'PlatformConflict', message: 'nonprod is declared already' };
      if (kind === 'BootstrapClaim') cluster.put({ kind, metadata, status: { message: 'Refused', failure } });
    };
    const file = join(promisesFolder, 'bootstrap-claim/cases/example/input.yaml');
    const { warnings } = await deploy(createCluster({ changed: refuse }), { bootstrap: file });
    expect(warnings.join()).toContain(
      'The BootstrapClaim is not delivered: PlatformConflict: nonprod is declared already',
    );
  });
});
