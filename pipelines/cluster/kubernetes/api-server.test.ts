import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startApiServer } from '../../../test/support/api-server.ts';
import { kubeConfigOf } from '../../../test/support/kube-config.ts';
import { ClusterError } from '../cluster.ts';
import { ApiServer } from './api-server.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('ApiServer', () => {
  it.each([
    ['accepts a certificate that the kubeconfig trusts', true],
    ['refuses a certificate that the kubeconfig does not trust', false],
  ])('%s, regardless of NODE_TLS_REJECT_UNAUTHORIZED', async (_, trusted) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await startApiServer({ group: 'example.com', version: 'v1', resources: [] });
    onTestFinished(() => server.close());
    const access = new ApiServer(kubeConfigOf(server, { trusted }));
    const answer = access.send({ method: 'GET', path: '/apis/example.com/v1', action: 'list kinds' });
    if (trusted) await expect(answer).resolves.toContain('APIResourceList');
    else await expect(answer).rejects.toThrow(ClusterError);
  });
});
