import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../shared/errors.ts';
import { MemoryCluster } from '../../../../test/support/memory-cluster.ts';
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { FileError } from '../../file-error.ts';
import { createTerminal } from '../../terminal.ts';
import type { DeployFlags } from './run.ts';
import { deployOptions, nextSteps, printStep } from './run.ts';

const silent = { write: () => true };
const terminal = createTerminal({
  print: () => undefined,
  complain: () => undefined,
  stdout: silent,
  stderr: silent,
  environment: {},
});
const credentials = { GIT_USERNAME: 'u', GIT_PASSWORD: 'canary', DOCKER_CONFIG: '/no/such/folder' };
const unset = { promises: 'promises', timeout: 600, plainHttp: false } as DeployFlags;
const decide = (flags: Partial<DeployFlags>, environment: Record<string, string> = credentials) =>
  deployOptions(
    { ...unset, ...flags },
    {
      terminal,
      environment,
      folder: '/no/such/folder',
      builtIn: (name) => `/built-in/${name}`,
      connect: async () => new MemoryCluster(),
    },
  );
const gitUrl = 'https://git.example.com/acme/state-store.git';

describe('deployOptions()', () => {
  it('takes credentials from the environment', async () => {
    const { git } = await decide({ gitUrl });
    const writer = { username: 'u', password: 'canary' };
    expect(git).toEqual({ url: gitUrl, writer });
    const reader = { GIT_READ_USERNAME: 'reads', GIT_READ_PASSWORD: 'canary-2' };
    expect((await decide({ gitUrl }, { ...credentials, ...reader })).git).toEqual({
      url: gitUrl,
      writer,
      reader: { username: 'reads', password: 'canary-2' },
    });
    const registry = { registry: 'oci://registry.example.com/charts', plainHttp: true };
    const environment = { ...credentials, REGISTRY_USERNAME: 'r', REGISTRY_PASSWORD: 'p' };
    expect((await decide(registry, environment)).registry).toMatchObject({
      url: 'oci://registry.example.com/charts',
      plainHTTP: true,
      account: { username: 'r', password: 'p' },
    });
  });

  it('reads the CA of a Git server', async () => {
    const file = join(temporaryFolder(), 'ca.crt');
    writeFileSync(file, 'PEM');
    expect((await decide({ gitUrl, gitCa: file })).git?.ca).toBe('PEM');
    const missing = decide({ gitUrl, gitCa: '/no/such/file' });
    await expect(missing).rejects.toThrow('Cannot read --git-ca "/no/such/file": no such file or folder');
    await expect(missing).rejects.toBeInstanceOf(FileError);
  });

  it('leaves everything else undefined', async () => {
    expect(await decide({}, { DOCKER_CONFIG: '/no/such/folder' })).toMatchObject({
      git: undefined,
      registry: undefined,
      bootstrap: undefined,
      timeoutSeconds: 600,
      platform: '/built-in/platform',
    });
  });

  it('selects Promises, and refuses an unknown one', async () => {
    const { onlyPromises } = await decide({ onlyPromises: 'application-claim, redis' });
    expect(onlyPromises).toEqual(['application-claim', 'redis']);
    const unknown = decide({ onlyPromises: 'redi' });
    await expect(unknown).rejects.toThrow(
      'Unknown Promise "redi" in --only-promises; did you mean "redis"? Supported: bootstrap-claim, ',
    );
    await expect(unknown).rejects.toBeInstanceOf(UsageError);
  });

  it.each<[Partial<DeployFlags>, Record<string, string>, string]>([
    [
      { gitUrl: 'https://u:canary@git.example.com/a/b.git' },
      credentials,
      'Invalid --git-url: expected https://',
    ],
    [{ gitUrl: 'http://git.example.com/a/b.git' }, credentials, 'Invalid --git-url: expected https://'],
    [{ gitUrl }, {}, 'GIT_USERNAME and GIT_PASSWORD'],
    [{ gitUrl }, { ...credentials, GIT_READ_PASSWORD: 'canary' }, 'set both or neither'],
    [{ registry: 'registry.example.com' }, credentials, 'Invalid address of --registry; use oci://'],
    [
      { registry: 'oci://r.example.com/c' },
      { ...credentials, REGISTRY_PASSWORD: 'canary' },
      'set both or neither',
    ],
  ])('refuses %j without showing a credential', async (flags, environment, message) => {
    const error = await decide(flags, environment).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('canary');
  });
});

describe('printStep()', () => {
  it.each([
    [{ name: 'Gitea', seconds: 4.21, change: 'created', detail: 'https://x' }, '    4.2 s  Gitea: https://x'],
    [{ name: 'Gitea', seconds: 0.3, change: 'unchanged' }, '    0.3 s  Gitea: unchanged'],
    [
      { name: 'Gitea', seconds: 0.3, change: 'unchanged', detail: 'https://x' },
      '    0.3 s  Gitea: unchanged, https://x',
    ],
    [{ name: 'Cluster', seconds: 61, detail: '4 nodes' }, '   61.0 s  Cluster: 4 nodes'],
  ] as const)('prints %j in a line', (step, line) => {
    expect(printStep(step)).toBe(line);
  });
});

describe('nextSteps()', () => {
  const account = { username: 'u', password: 'canary' };
  const git = { url: gitUrl, branch: 'main', writer: account, reader: account };
  const charts = { url: 'oci://registry.example.com/charts', plainHTTP: false };
  const argocdDestination = 'https://gitea-http.gitea.svc.cluster.local:3000/infraforge/state-store.git';

  const here = { context: undefined };

  it('names the context in every command', () => {
    const text = nextSteps({ git: { ...git, url: argocdDestination }, charts }, { context: 'prod' });
    expect(text.match(/kubectl .*|make .*/g)).toEqual([
      expect.stringMatching(/^kubectl --context=prod apply /),
      'kubectl --context=prod get infraforge-requests',
      'make argocd-ui CONTEXT=prod',
      expect.stringMatching(/^kubectl --context=prod --namespace=gitea port-forward /),
    ]);
  });

  it('shows addresses, but no password', () => {
    const text = nextSteps({ git: { ...git, url: argocdDestination }, charts }, here);
    expect(text).toContain('The platform is up.');
    expect(text).toContain('Secret gitea/gitea-admin');
    expect(text).not.toContain('canary');
  });

  it('asks for a webhook on an existing Git server', () => {
    expect(nextSteps({ git, charts }, here)).toContain('/api/webhook');
  });

  it('reports a BootstrapClaim that is not delivered', () => {
    const failure = {
      reason: 'PlatformConflict',
      message: 'nonprod is declared already',
      problems: [],
    } as const;
    const answer = { request: 'BootstrapClaim default/x', message: 'Refused', failure };
    expect(nextSteps({ git, charts, answer }, here)).toContain('nonprod is declared already');
  });
});
