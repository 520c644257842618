import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApiServer, certificateAuthority, startApiServer } from '../../test/support/api-server.ts';
import { kubeConfigOf } from '../../test/support/kube-config.ts';
import { UnavailableError } from '../errors.ts';
import { apiServerRequests } from './api-server-requests.ts';
import { loadKubeConfig } from './kube-config.ts';

let folder: string;
let server: ApiServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-config-'));
  server = await startApiServer({ group: 'g', version: 'v1', resources: [] });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

async function read(): Promise<unknown> {
  const kubeConfig = await loadKubeConfig(process.env, folder);
  const toExistingRequest = (): never => expect.unreachable();
  return apiServerRequests({ group: 'g', version: 'v1', toExistingRequest, kubeConfig }).listRequests();
}

function beInPod(): void {
  const { hostname, port } = new URL(server.url);
  vi.stubEnv('KUBECONFIG', '');
  vi.stubEnv('KUBERNETES_SERVICE_HOST', hostname);
  vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
}

describe('loadKubeConfig()', () => {
  test("uses address, certificate authority and token of the pod's service account", async () => {
    const account = join(folder, 'var/run/secrets/kubernetes.io/serviceaccount');
    await mkdir(account, { recursive: true });
    await writeFile(join(account, 'token'), server.token);
    await writeFile(join(account, 'ca.crt'), certificateAuthority);
    beInPod();
    expect(await read()).toEqual([]);
    expect(server.requests).toEqual(['/apis/g/v1']);
  });

  test('reports a pod without a mounted service account', async () => {
    beInPod();
    await expect(read()).rejects.toThrow(
      'Reading the address and credentials of the API server: cannot read the files or credentials of the configuration: ENOENT',
    );
  });

  test('prefers the files that KUBECONFIG names in a pod', async () => {
    const file = join(folder, 'config');
    await writeFile(file, kubeConfigOf(server).exportConfig());
    beInPod();
    vi.stubEnv('KUBECONFIG', file);
    expect(await read()).toEqual([]);
  });

  test('never quotes a file that is not a kubeconfig', async () => {
    const file = join(folder, 'config');
    await writeFile(file, 'users: [{token: not-for-anybody\n  - }');
    vi.stubEnv('KUBECONFIG', file);
    const load = (): Promise<unknown> => loadKubeConfig(process.env);
    await expect(load()).rejects.toThrow(
      'Finding the API server: cannot read the file that KUBECONFIG names: not a kubeconfig',
    );
    vi.stubEnv('KUBECONFIG', join(folder, 'absent'));
    await expect(load()).rejects.toThrow(
      'KUBECONFIG names: no such file or folder; set KUBECONFIG, or use --platform FILE',
    );
  });

  test('brackets the IPv6 address of an API server', async () => {
    const access = await loadKubeConfig({
      KUBERNETES_SERVICE_HOST: 'fd00::1',
      KUBERNETES_SERVICE_PORT: '6443',
    });
    expect(access.getCurrentCluster()?.server).toBe('https://[fd00::1]:6443');
  });

  test('refuses to guess a cluster outside of a pod', async () => {
    const load = loadKubeConfig({ HOME: folder });
    await expect(load).rejects.toThrow(UnavailableError);
    await expect(load).rejects.toThrow('not in a pod, and KUBECONFIG names no file');
  });
});
