import { expect } from 'vitest';
import { registry } from '../../../pipelines/cluster/deploy/registry.ts';
import { chartsURL, withChartsWriter } from '../support/registry.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const upload = '/intruder/blobs/uploads/';

describeScenario('the registry of the platform', { needs: ['servers'] }, () => {
  test('refuses everybody in the cluster who writes', async ({ scenario }) => {
    const reader = apiOf(chartsURL);
    expect((await fetch(`${reader}/microservice/tags/list`)).status).toBe(200);
    expect((await fetch(`${reader}${upload}`, { method: 'POST' })).status).toBe(405);
    const manifest = { method: 'PUT', body: '{}' };
    expect((await fetch(`${reader}/microservice/manifests/9.9.9`, manifest)).status).toBe(405);

    // the port that writes is neither in the Service nor on the address of the pod
    const { namespace, port, writePort } = registry;
    const flags = [`--namespace=${namespace}`, '--output=jsonpath={.items[0].status.podIP}'];
    const pod = await scenario.platform.cluster.kubectl(['get', 'pods', ...flags]);
    const status = async (host: string, at: number): Promise<number> =>
      (await fetch(`http://${host}:${at}/v2/`, { signal: AbortSignal.timeout(5000) })).status;
    expect(await status(pod, port)).toBe(200);
    for (const host of [pod, new URL(reader).hostname])
      await expect(status(host, writePort)).rejects.toThrow();
  });

  test('writes with its password, through a forwarded port', async ({ scenario }) => {
    await withChartsWriter(scenario.platform.cluster, async ({ url, username, password }) => {
      const begin = `${apiOf(url)}${upload}`;
      expect((await fetch(begin, { method: 'POST' })).status).toBe(401);
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      expect((await fetch(begin, { method: 'POST', headers: { authorization } })).status).toBe(202);
    });
  });
});

/** Returns the address of the folder of charts in the API of the registry. */
function apiOf(url: string): string {
  return url.replace(/^oci:\/\/([^/]+)\//, 'http://$1/v2/');
}
