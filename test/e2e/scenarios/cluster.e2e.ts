import { expect } from 'vitest';
import { checkCondition, type Pod } from '../cluster/check-condition.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

describeScenario('the built cluster', { needs: ['node'] }, () => {
  test.afterAll(async ({ scenario }) => {
    for (const path of [podPath, servicePath]) await scenario.api.remove(path);
  });

  test('runs a ready pod behind a Service with a DNS name', async ({ scenario }) => {
    const { api, kubectl } = scenario.platform.cluster;
    const list = { apiVersion: 'v1', kind: 'List', items: [pod, service] };
    await kubectl(['create', '--filename', '-'], JSON.stringify(list));
    const { status } = await waitUntil({
      what: 'the pod is ready',
      within: 60,
      probe: async () => {
        const found = await api.get<Pod>(podPath);
        checkCondition(found, 'Ready');
        return found;
      },
    });
    const answer = await fetch(`http://${status?.podIP}:8080/`);
    expect(await answer.json()).toMatchObject({ GREETING: 'hello' });
    const answerByName = await waitUntil({
      what: 'the Service answers',
      within: 30,
      probe: () => fetch('http://greeter.default.svc.cluster.local/', { signal: AbortSignal.timeout(2000) }),
    });
    expect(await answerByName.json()).toMatchObject({ GREETING: 'hello' });
  });
});

const podPath = '/api/v1/namespaces/default/pods/greeter';
const servicePath = '/api/v1/namespaces/default/services/greeter';

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
