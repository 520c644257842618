import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../cluster/layout.ts';
import { waitForSync } from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { readEnvironment, waitForDeployment } from '../support/deployment.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import type { Delivery } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'routes';
const namespace = environment;
const gateway = { name: 'public', namespace: 'gateways', sectionName: 'https' };
const routes = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}`;
const names = ['site', 'rates'];

const request = applicationClaim('routes', {
  environment,
  applications: [
    greeter('site', {
      autoscaling: { minReplicas: 1, maxReplicas: 3 },
      ingress: {
        hosts: ['site.apps.example.com', 'www.site.apps.example.com'],
        paths: [{ path: '/' }, { path: '/healthz', pathType: 'Exact' }],
      },
    }),
    greeter('rates', {
      env: [{ name: 'GRPC_PORT', value: '9090' }],
      ports: [{ name: 'grpc', port: 9090, appProtocol: 'grpc' }],
      healthCheck: { readiness: { grpc: { port: 'grpc' }, periodSeconds: 1 } },
      ingress: {},
    }),
  ],
});

describeScenario('applications behind a Gateway without a controller', { needs: ['definitions'] }, () => {
  let delivered: Delivery;
  test.beforeAll(async ({ scenario }) => {
    const folder = join(root, '.cache/crds/gateway-api');
    const files = readdirSync(folder).flatMap((name) => ['--filename', join(folder, name)]);
    await scenario.platform.cluster.kubectl(['apply', '--server-side', ...files]);
    await ownClusterType(scenario, {
      name: 'routes',
      environments: [environment],
      ingress: { domain: 'apps.example.com', gateway },
    });
    delivered = await scenario.deliver(request, /^2 applications delivered to routes$/);
    const { commit } = delivered;
    for (const name of names) await waitForSync(scenario, { name: `${name}-${environment}`, commit });
  });

  test('get routes that the API server accepts, to their Services', async ({ scenario }) => {
    const parentRefs = [gateway];
    expect(await scenario.api.get(`${routes}/httproutes/site`)).toMatchObject({
      spec: {
        parentRefs,
        hostnames: ['site.apps.example.com', 'www.site.apps.example.com'],
        rules: [
          {
            matches: [
              { path: { type: 'PathPrefix', value: '/' } },
              { path: { type: 'Exact', value: '/healthz' } },
            ],
            backendRefs: [{ name: 'site', port: 8080 }],
          },
        ],
      },
    });
    expect(await scenario.api.get(`${routes}/grpcroutes/rates`)).toMatchObject({
      spec: {
        parentRefs,
        hostnames: ['rates-routes.apps.example.com'],
        rules: [{ backendRefs: [{ name: 'rates', port: 9090 }] }],
      },
    });
    const urls = ['', 'www.'].flatMap((name) =>
      ['', 'healthz'].map((path) => `https://${name}site.apps.example.com/${path}`),
    );
    expect(delivered.request.status).toMatchObject({
      releases: [{ urls }, { urls: ['https://rates-routes.apps.example.com/'] }],
    });
  });

  test('get no Ingress, and serve', async ({ scenario }) => {
    expect(
      await scenario.api.list(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`),
    ).toStrictEqual([]);
    const [pod] = await waitForDeployment(scenario, { name: 'site', namespace });
    expect(await readEnvironment(scenario, pod)).toMatchObject({ HOSTNAME: pod!.metadata.name });
    expect(await waitForDeployment(scenario, { name: 'rates', namespace })).toHaveLength(1);
  });
});
