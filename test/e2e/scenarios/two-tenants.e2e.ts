import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitForApplication, waitForSync } from '../support/application.ts';
import { commitByHand } from '../support/by-hand.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { applicationClaim, greeter } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const environment = 'shared-dev';
const tenants = [
  {
    name: 'pay',
    requestNamespaces: ['team-pay'],
    namespaces: ['pay-*'],
    hosts: ['*.pay.example.com'],
    groups: ['payments'],
  },
  { name: 'web', requestNamespaces: ['team-web'], hosts: ['*.web.example.com'] },
];

/** Tenant as the attacker of the other. */
interface Side {
  readonly tenant: string;
  readonly from: string;
  readonly namespace: string;
  readonly host: string;
}
const pay: Side = { tenant: 'pay', from: 'team-pay', namespace: 'pay-shared-dev', host: 'a.pay.example.com' };
const web: Side = {
  tenant: 'web',
  from: 'team-web',
  namespace: 'team-web-shared-dev',
  host: 'a.web.example.com',
};

const request = (side: Side, application: object = {}, name = 'shop'): ResourceRequest => {
  const spec = { environment, namespace: side.namespace, applications: [greeter('api', application)] };
  const claim = applicationClaim(name, spec) as ResourceRequest;
  return { ...claim, metadata: { name, namespace: side.from } };
};
const into = (side: Side, namespace: string): ResourceRequest => {
  const claim = request(side, {}, 'attack');
  return { ...claim, spec: { ...(claim.spec as object), namespace } };
};
const exposed = (side: Side, host: string): ResourceRequest =>
  request(side, { ingress: { enabled: true, host } }, 'attack');

const stranger = request({ ...web, from: 'default' });

describeScenario('two tenants', () => {
  let scenario: Scenario;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const items = [pay, web].map(({ from }) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: from },
    }));
    await scenario.apply({ apiVersion: 'v1', kind: 'List', items });
    await ownClusterType(scenario, { name: 'shared', environments: [environment], tenants });
  });
  test.afterAll(async () => {
    const { kubectl } = scenario.platform.cluster;
    for (const { from } of [pay, web]) {
      await scenario.api.remove(requestPath(request({ ...pay, from }))).catch(() => undefined);
      await kubectl(['delete', 'namespace', from, '--wait=false']);
    }
  });

  test('deliver applications of one name, each into a namespace with its labels', async () => {
    for (const side of [pay, web]) {
      const object = request(side, { ingress: { enabled: true, host: side.host } });
      const { commit, changed } = await scenario.deliver(object, /^1 application delivered to shared-dev$/);
      const folder = `environments/shared/shared-dev/applications/${side.tenant}/api/`;
      expect(changed.filter((path) => !path.startsWith(folder))).toEqual([]);
      await waitForSync(scenario, { name: `api-${side.tenant}-shared-dev`, commit });
      const { metadata } = await scenario.api.get<KubernetesObject>(`/api/v1/namespaces/${side.namespace}`);
      expect(metadata.labels).toMatchObject({
        'infraforge.io/tenant': side.tenant,
        'pod-security.kubernetes.io/enforce': 'baseline',
      });
      await scenario.api.get(`/apis/apps/v1/namespaces/${side.namespace}/deployments/api`);
    }
  });

  test.each([
    {
      what: 'a namespace of the other',
      object: into(web, pay.namespace),
      message: /"pay-shared-dev" does not belong to tenant "web"; allowed: team-web-shared-dev/,
    },
    {
      what: 'a namespace of the other, the other way round',
      object: into(pay, web.namespace),
      message: /"team-web-shared-dev" does not belong to tenant "pay"; allowed: pay-\*/,
    },
    {
      what: 'a host of the other',
      object: exposed(web, 'b.pay.example.com'),
      message: /"b\.pay\.example\.com" does not belong to tenant "web"/,
    },
    {
      what: 'a wildcard above the host of the other',
      object: exposed(pay, '*.example.com'),
      message: /"\*\.example\.com" does not belong to tenant "pay"/,
    },
    {
      what: 'a chart that the platform does not give to it',
      object: request(web, { chart: { name: 'nginx', version: '1.0.0' } }, 'attack'),
      message: /chart "nginx"|Chart "nginx"/,
    },
  ])('refuse a request for $what', async ({ object, message }) => {
    await scenario.waitForRun(object, () => scenario.apply(object));
    const { status } = await scenario.waitForMessage(object, /^Refused: /);
    expect(JSON.stringify(status?.['failure']).replaceAll('\\"', '"')).toMatch(message);
    await scenario.remove(object);
    await scenario.waitForRemoval(requestPath(object));
  });

  test('refuse a request from a namespace without a tenant', async () => {
    await scenario.apply(stranger);
    await scenario.waitForMessage(stranger, /^Refused: .*Namespace "default" belongs to no tenant/);
    await scenario.remove(stranger);
  });

  test('have AppProjects that keep even a change in Git out of the namespace of the other', async () => {
    const path = 'environments/shared/shared-dev/applications/web/intruder/application.yaml';
    const source = await scenario.repository.read(
      'environments/shared/shared-dev/applications/web/api/application.yaml',
    );
    const intruder = source
      .replaceAll('name: api-web-shared-dev', 'name: intruder-web-shared-dev')
      .replaceAll(`namespace: ${web.namespace}`, `namespace: ${pay.namespace}`);
    await commitByHand(scenario, {
      subject: 'an intruder',
      change: async ({ folder }) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), intruder);
      },
    });
    try {
      const text = /InvalidSpecError: .*do not match any of the allowed destinations/;
      const said = await waitForApplication(scenario, { name: 'intruder-web-shared-dev', text });
      expect(said).toContain('infraforge-web-shared-dev');
    } finally {
      await commitByHand(scenario, {
        subject: 'no intruder',
        change: ({ git }) => git(['rm', '--quiet', path]),
      });
    }
  });

  test('have namespaces in which Kubernetes refuses a pod with the network of the node', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'intruder', namespace: web.namespace },
      spec: { hostNetwork: true, containers: [{ name: 'intruder', image: 'test.local/greeter:1' }] },
    };
    const { kubectl } = scenario.platform.cluster;
    const step = kubectl(['create', '--dry-run=server', '--filename', '-'], JSON.stringify(pod));
    await expect(step).rejects.toThrow(/violates PodSecurity "baseline/);
  });
});
