import { beforeAll, describe, expect, it } from 'vitest';
import { platform } from '../support/platform.ts';
import { checkCondition, type Pod } from './check-condition.ts';
import { skipReason } from './place.ts';
import type { Cluster } from './start-cluster.ts';
import { waitUntil } from './wait-until.ts';

describe.skipIf(skipReason)('the cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    ({ cluster } = await platform());
  });

  it('runs a pod that reaches its probes', async () => {
    await cluster.kubectl(['create', '--filename', '-'], JSON.stringify(pod));
    const { status } = await waitUntil({
      what: 'the pod is ready',
      within: 60,
      probe: async () => {
        const found = await cluster.api.get<Pod>('/api/v1/namespaces/default/pods/greeter');
        checkCondition(found, 'Ready');
        return found;
      },
    });
    const answer = await fetch(`http://${status?.podIP}:8080/`);
    expect(await answer.json()).toMatchObject({ GREETING: 'hello' });
  });

  it('has Services that answer by name', async () => {
    await cluster.kubectl(['create', '--filename', '-'], JSON.stringify(service));
    const answer = await waitUntil({
      what: 'the Service answers',
      within: 30,
      probe: () => fetch('http://greeter.default.svc.cluster.local/', { signal: AbortSignal.timeout(2000) }),
    });
    expect(await answer.json()).toMatchObject({ GREETING: 'hello' });
  });
});

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'greeter', labels: { app: 'greeter' } },
  spec: {
    containers: [
      {
        name: 'greeter',
        image: 'test.local/greeter:1',
        env: [{ name: 'GREETING', value: 'hello' }],
        readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 },
      },
    ],
  },
};

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'greeter' },
  spec: { selector: { app: 'greeter' }, ports: [{ port: 80, targetPort: 8080 }] },
};
