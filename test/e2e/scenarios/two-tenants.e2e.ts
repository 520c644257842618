import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import {
  applications,
  endRetries,
  waitForApplication,
  waitForDeletion,
  waitForSync,
  waitForSyncFailure,
} from '../support/application.ts';
import { ownClusterType } from '../support/cluster-type.ts';
import { commitByHand } from '../support/commit-by-hand.ts';
import { applicationClaim, greeter, platformApplicationClaim } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';
import { pushThirdPartyChart } from '../support/third-party-chart.ts';

const environment = 'shared-dev';

/** Tenant as the attacker of the other. */
interface Side {
  readonly tenant: string;
  readonly from: string;
  readonly namespace: string;
  readonly domain: string;
  /** Chart that only this tenant may use. It renders a ConfigMap, which is not among its kinds. */
  readonly chart: string;
  /** Pattern of its namespaces, as messages show it. */
  readonly allowed: string;
}

const pay: Side = {
  tenant: 'pay',
  from: 'team-pay',
  namespace: 'pay-shared-dev',
  domain: 'pay.example.com',
  chart: 'tool-of-pay',
  allowed: 'pay-*',
};
const web: Side = {
  tenant: 'web',
  from: 'team-web',
  namespace: 'team-web-shared-dev',
  domain: 'web.example.com',
  chart: 'tool-of-web',
  allowed: 'team-web-shared-dev',
};
const sides = [pay, web];
const directions = [
  { me: pay, other: web },
  { me: web, other: pay },
];

const tenants = sides.map(({ tenant, from, domain, chart }) => ({
  name: tenant,
  requestNamespaces: [from],
  hosts: [`*.${domain}`],
  charts: ['microservice', chart],
  ...(tenant === 'pay' ? { namespaces: ['pay-*'], groups: ['payments'] } : {}),
}));

/** Returns a claim as the request of a tenant. */
function ofTenant(claim: object, { from }: Side, labels: Record<string, string> = {}): ResourceRequest {
  const request = claim as ResourceRequest;
  return { ...request, metadata: { name: request.metadata.name, namespace: from, labels } };
}

/** Returns a request of a tenant for applications in one of the namespaces. */
function claimOf(
  me: Side,
  { name, namespace = me.namespace }: { name: string; namespace?: string },
  items: object[],
) {
  return ofTenant(applicationClaim(name, { environment, namespace, applications: items }), me);
}

const attack = (me: Side, application: object, namespace?: string): ResourceRequest =>
  claimOf(me, { name: 'attack', ...(namespace && { namespace }) }, [greeter('attack', application)]);
const exposed = (me: Side, host: string): ResourceRequest => attack(me, { ingress: { enabled: true, host } });
const foreign = (me: Side, chart: string, values: object = {}): ResourceRequest =>
  claimOf(me, { name: 'attack' }, [{ name: 'tool', chart: { name: chart, version: '0.1.0' }, values }]);

/** Attacks that the pipeline refuses, with a part of the message. */
const refused: readonly {
  readonly what: string;
  readonly object: (me: Side, other: Side) => ResourceRequest;
  readonly message: (me: Side, other: Side) => string;
}[] = [
  {
    what: 'an application in a namespace of the other',
    object: (me, other) => attack(me, {}, other.namespace),
    message: (me, { namespace }) =>
      `Namespace "${namespace}" does not belong to tenant "${me.tenant}"; allowed: ${me.allowed}`,
  },
  {
    what: "an application with the name of a Service of the other's database",
    object: (me, { namespace }) => claimOf(me, { name: 'attack', namespace }, [greeter('db-rw')]),
    message: (me, { namespace }) => `Namespace "${namespace}" does not belong to tenant "${me.tenant}"`,
  },
  {
    what: 'a database in a namespace of the other',
    object: (me, { namespace }) => {
      const services = [{ name: 'db', type: 'postgresql' }];
      return ofTenant(platformApplicationClaim('attack', { environment, namespace, services }), me);
    },
    message: (me, { namespace }) => `Namespace "${namespace}" does not belong to tenant "${me.tenant}"`,
  },
  {
    what: 'a host of the other',
    object: (me, { domain }) => exposed(me, `b.${domain}`),
    message: (me, { domain }) => `Host "b.${domain}" does not belong to tenant "${me.tenant}"`,
  },
  {
    what: 'a wildcard over the hosts of the other',
    object: (me, { domain }) => exposed(me, `*.${domain}`),
    message: (me, { domain }) => `Host "*.${domain}" does not belong to tenant "${me.tenant}"`,
  },
  {
    what: 'a wildcard above the hosts of both',
    object: (me) => exposed(me, '*.example.com'),
    message: (me) => `Host "*.example.com" does not belong to tenant "${me.tenant}"`,
  },
  {
    what: 'a chart of the other',
    object: (me, { chart }) => foreign(me, chart),
    message: (me, { chart }) =>
      `Tenant "${me.tenant}" may not use chart "${chart}"; allowed: microservice, ${me.chart}`,
  },
  {
    what: 'a port on the nodes of both',
    object: (me) => foreign(me, me.chart, { service: { type: 'NodePort' } }),
    message: () => 'Service type "NodePort" is not allowed',
  },
  {
    what: 'a role by an annotation of its pods',
    object: (me) => attack(me, { values: { podAnnotations: { 'iam.amazonaws.com/role': 'admin' } } }),
    message: () => 'This annotation is not allowed',
  },
];

/** Returns applications that read a Secret in each possible way. */
const readersOf = (secret: string): { readonly name: string }[] =>
  [
    greeter('by-env', {
      env: [{ name: 'ACCESS', valueFrom: { secretKeyRef: { name: secret, key: 'password' } } }],
    }),
    greeter('by-env-from', { values: { envFrom: [{ secretRef: { name: secret } }] } }),
    greeter('by-file', { volumes: [{ name: 'access', mountPath: '/access', secret: { name: secret } }] }),
  ] as { readonly name: string }[];

const stranger = ofTenant(
  applicationClaim('two-shops', { environment, namespace: web.namespace, applications: [greeter('api')] }),
  { ...web, from: 'default' },
);
const folderOf = ({ tenant }: Side): string => `environments/shared/shared-dev/applications/${tenant}`;

describeScenario('two tenants', { needs: ['servers'] }, () => {
  let scenario: Scenario;
  const shops = directions.map(({ me, other }) => {
    const ingress = { enabled: true, host: `a.${me.domain}` };
    const claim = claimOf(me, { name: 'two-shops' }, [greeter('api', { ingress })]);
    return ofTenant(claim, me, { 'infraforge.io/tenant': other.tenant });
  });
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const items = sides.map(({ from }) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: from },
    }));
    await scenario.apply({ apiVersion: 'v1', kind: 'List', items });
    for (const { chart } of sides) await pushThirdPartyChart(scenario.platform.cluster, chart);
    const allowed = sides.map(({ chart }) => ({ name: chart, kinds: ['Secret'] }));
    const names = { name: 'shared', environments: [environment], tenants };
    await ownClusterType(scenario, { ...names, chartsRepository: { allowed } });
  });
  test.afterAll(async () => {
    for (const shop of shops) await scenario.api.remove(requestPath(shop)).catch(() => undefined);
    for (const { from } of sides)
      await scenario.platform.cluster.kubectl(['delete', 'namespace', from, '--wait=false']);
  });

  /** Removes the same request of both tenants, and waits until it is gone. */
  async function removeAll(objects: readonly ResourceRequest[]): Promise<void> {
    for (const object of objects) await scenario.remove(object);
    for (const object of objects) await scenario.waitForRemoval(requestPath(object));
  }

  test('deliver applications of one name, into namespaces with their own labels', async () => {
    for (const [index, side] of sides.entries()) {
      const { commit, changed } = await scenario.deliver(
        shops[index]!,
        /^1 application delivered to shared-dev$/,
      );
      expect(changed.filter((path) => !path.startsWith(`${folderOf(side)}/api/`))).toEqual([]);
      const name = `api-${side.tenant}-shared-dev`;
      await waitForSync(scenario, { name, commit });
      const namespace = `/api/v1/namespaces/${side.namespace}`;
      for (const path of [`${applications}/${name}`, namespace]) {
        const { metadata } = await scenario.api.get<KubernetesObject>(path);
        expect(metadata.labels).toMatchObject({ 'infraforge.io/tenant': side.tenant });
      }
      const { metadata } = await scenario.api.get<KubernetesObject>(namespace);
      expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
      await scenario.api.get(`/apis/apps/v1/namespaces/${side.namespace}/deployments/api`);
    }
  });

  test.each(refused)('refuse to each other $what', async ({ object, message }) => {
    const attacks = directions.map(({ me, other }) => ({
      request: object(me, other),
      wanted: message(me, other),
    }));
    await Promise.all(
      attacks.map(async ({ request, wanted }) => {
        await scenario.waitForRun(request, () => scenario.apply(request));
        const { status } = await scenario.waitForMessage(request, /^Refused: /);
        expect(JSON.stringify(status?.['failure']).replaceAll('\\"', '"')).toContain(wanted);
      }),
    );
    await removeAll(attacks.map(({ request }) => request));
  });

  test('refuse a request from a namespace without a tenant', async () => {
    await scenario.apply(stranger);
    await scenario.waitForMessage(stranger, /^Refused: .*Namespace "default" belongs to no tenant/);
    await scenario.remove(stranger);
  });

  test.each(directions)('keep a forged status of $me.tenant out', async ({ me, other }) => {
    const values = `${folderOf(other)}/api/values.yaml`;
    const status = { releases: [{ name: 'api', namespace: other.namespace, values }] };
    const flags = [`--namespace=${me.from}`, '--subresource=status', '--type=merge'];
    const { kubectl } = scenario.platform.cluster;
    const patch = `--patch=${JSON.stringify({ status })}`;
    await expect(kubectl(['patch', 'applicationclaims', 'two-shops', patch, ...flags])).rejects.toThrow(
      /Only Kratix can write the status of a request/,
    );
  });

  test('mount no Secret of each other, in env, envFrom or files', async () => {
    const requests = await Promise.all(
      directions.map(async ({ me, other }) => {
        const secret = `access-of-${other.tenant}`;
        const flags = [`--namespace=${other.namespace}`, '--from-literal=password=x'];
        await scenario.platform.cluster.kubectl(['create', 'secret', 'generic', secret, ...flags]);
        const readers = readersOf(secret);
        const request = claimOf(me, { name: 'readers' }, readers);
        await scenario.deliver(request, /^3 applications delivered to shared-dev$/);
        for (const { name } of readers)
          await waitForEvent(me.namespace, { name, text: `secret "${secret}" not found` });
        return request;
      }),
    );
    await removeAll(requests);
  });

  /** Waits until an event about a pod of an application contains a text. */
  async function waitForEvent(
    namespace: string,
    { name, text }: { name: string; text: string },
  ): Promise<void> {
    await waitUntil({
      what: `a pod of "${name}" in "${namespace}" reports ${text}`,
      within: 120,
      probe: async () => {
        const events = await scenario.api.list<PodEvent>(`/api/v1/namespaces/${namespace}/events`);
        const own = events.filter(({ involvedObject }) => involvedObject.name.startsWith(`${name}-`));
        return own.some(({ message }) => message.includes(text)) ? true : undefined;
      },
    });
  }

  test('have AppProjects that keep even a change in Git out of the namespace of the other', async () => {
    const intruders = await Promise.all(
      directions.map(async ({ me, other }) => {
        const source = await scenario.repository.read(`${folderOf(me)}/api/application.yaml`);
        const text = source
          .replaceAll(`name: api-${me.tenant}-shared-dev`, `name: intruder-${me.tenant}-shared-dev`)
          .replaceAll(`namespace: ${me.namespace}`, `namespace: ${other.namespace}`);
        return { me, path: `${folderOf(me)}/intruder/application.yaml`, text };
      }),
    );
    await commitByHand(scenario, {
      subject: 'two intruders',
      change: async ({ folder }) => {
        for (const { path, text } of intruders) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
      },
    });
    try {
      for (const { me } of intruders) {
        const text = /InvalidSpecError: .*do not match any of the allowed destinations/;
        const name = `intruder-${me.tenant}-shared-dev`;
        expect(await waitForApplication(scenario, { name, text })).toContain(
          `infraforge-${me.tenant}-shared-dev`,
        );
      }
    } finally {
      await commitByHand(scenario, {
        subject: 'no intruders',
        change: ({ git }) => git(['rm', '--quiet', ...intruders.map(({ path }) => path)]),
      });
    }
  });

  test('have AppProjects that permit a chart neither other kinds nor the namespace of the other', async () => {
    const tools = directions.map(({ me, other }) => foreign(me, me.chart, { namespace: other.namespace }));
    await Promise.all(
      directions.map(async ({ me: { tenant, namespace }, other }, index) => {
        await scenario.deliver(tools[index]!, /^1 application delivered to shared-dev$/);
        const project = `infraforge-${tenant}-shared-dev-charts`;
        for (const [object, kind] of [
          ['tool', 'ConfigMap'],
          [other.namespace, 'Namespace'],
        ] as const) {
          const text = new RegExp(`${kind} is not permitted in project ${project}`);
          await waitForSyncFailure(scenario, { name: `tool-${tenant}-shared-dev`, object, text });
        }
        expect(await scenario.api.find(`/api/v1/namespaces/${namespace}/configmaps/tool`)).toBeUndefined();
      }),
    );
    await removeAll(tools);
    await Promise.all(
      sides.map(async ({ tenant }) => {
        const name = `tool-${tenant}-shared-dev`;
        await waitForDeletion(scenario, name);
        await endRetries(scenario, name);
        await scenario.waitForRemoval(`${applications}/${name}`);
      }),
    );
  });

  test.each(sides)(
    'have namespaces in which Kubernetes refuses a pod of the node: $namespace',
    async ({ namespace }) => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'intruder', namespace },
        spec: { hostNetwork: true, containers: [{ name: 'intruder', image: 'test.local/greeter:1' }] },
      };
      const { kubectl } = scenario.platform.cluster;
      const step = kubectl(['create', '--dry-run=server', '--filename', '-'], JSON.stringify(pod));
      await expect(step).rejects.toThrow(/violates PodSecurity "baseline/);
    },
  );
});

interface PodEvent extends KubernetesObject {
  readonly involvedObject: { readonly name: string };
  readonly message: string;
}
