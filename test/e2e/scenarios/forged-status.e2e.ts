import { expect } from 'vitest';
import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { type Kubectl, kubectlAs } from '../support/kubectl-as.ts';
import { applicationClaim, bootstrapClaim, greeter } from '../support/requests.ts';
import { requestPath, type Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

const namespace = 'team-forged';
const rbac = { apiGroup: 'rbac.authorization.k8s.io' };
const group = 'platform.infraforge.io';

/** Role that grants what `edit` does not: to change the status. */
const statusWriter = {
  apiVersion: `${rbac.apiGroup}/v1`,
  kind: 'Role',
  metadata: { name: 'status-writer', namespace },
  rules: [{ apiGroups: [group], resources: ['applicationclaims/status'], verbs: ['get', 'patch', 'update'] }],
};

const account = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
});
const binding = (user: string, kind: string, role: string): object => ({
  apiVersion: `${rbac.apiGroup}/v1`,
  kind: 'RoleBinding',
  metadata: { name: `${user}-${role}`, namespace },
  roleRef: { ...rbac, kind, name: role },
  subjects: [{ kind: 'ServiceAccount', name: user, namespace }],
});

const request = ((): ResourceRequest => {
  const claim = applicationClaim('forged', { environment: 'e2e-dev', applications: [greeter('forged')] });
  const object = claim as ResourceRequest;
  return { ...object, metadata: { ...object.metadata, namespace } };
})();

/** kubectl reads the subresource before it changes it. */
const forgery = JSON.stringify({ status: { releases: [{ name: 'taken', namespace: 'e2e-dev' }] } });
const forge = ['patch', 'applicationclaims', 'forged', '--subresource=status', '--type=merge'];
const inNamespace = [`--namespace=${namespace}`];

/** Tries to write a status as a user. */
const forgeAs = (user: Kubectl, more: readonly string[] = []): Promise<string> =>
  user([...forge, `--patch=${forgery}`, ...inNamespace, ...more]);

/** ServiceAccount of the pipeline, which Kratix creates for the request. */
const pipeline = 'application-claim-resource-configure-configure';

const refusal = (user: string): RegExp =>
  new RegExp(
    `ValidatingAdmissionPolicy 'request-status\\.applicationclaims\\.${group}' .*denied request: ` +
      `Only Kratix can write the status of a request: found user "${user}"; change the spec instead`,
  );

describeScenario('the status of a request', () => {
  let scenario: Scenario;
  let developer: Kubectl;
  let reader: Kubectl;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    const items = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      statusWriter,
      ...['developer', 'reader', 'writer'].map(account),
      binding('developer', 'ClusterRole', 'edit'),
      binding('reader', 'ClusterRole', 'view'),
      binding('writer', 'Role', 'status-writer'),
    ];
    await scenario.apply({ apiVersion: 'v1', kind: 'List', items });
    const { cluster } = scenario.platform;
    developer = await kubectlAs(cluster, { namespace, account: 'developer' });
    reader = await kubectlAs(cluster, { namespace, account: 'reader' });
    await scenario.deliver(request, /^1 application delivered to e2e-dev$/);
  });
  test.afterAll(async () => {
    await scenario.remove(request);
    await scenario.waitForRemoval(requestPath(request));
    await scenario.platform.cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  test('is not part of the ClusterRole edit', async () => {
    await expect(forgeAs(developer)).rejects.toThrow(/cannot get resource "applicationclaims\/status"/);
  });

  test('is refused to a ServiceAccount with the permission to write it, and to the administrator', async () => {
    const { cluster } = scenario.platform;
    const writer = await kubectlAs(cluster, { namespace, account: 'writer' });
    await expect(forgeAs(writer)).rejects.toThrow(refusal(`system:serviceaccount:${namespace}:writer`));
    await expect(forgeAs(cluster.kubectl)).rejects.toThrow(refusal('[^"]+'));
  });

  test('is refused to an editor who impersonates the pipeline, or has a token of it', async () => {
    const user = `system:serviceaccount:${namespace}:${pipeline}`;
    await expect(forgeAs(developer, [`--as=${user}`])).rejects.toThrow(refusal(user));
    const { cluster } = scenario.platform;
    const token = await kubectlAs(cluster, { namespace, account: pipeline, issuer: developer });
    await expect(forgeAs(token)).rejects.toThrow(refusal(user));
  });

  test('stays as Kratix wrote it', async () => {
    const { status } = await scenario.api.get<ResourceRequest>(requestPath(request));
    expect(status?.['releases']).toMatchObject([{ name: 'forged', namespace: 'e2e-dev' }]);
  });

  test('belongs to requests that an editor can create and delete, but to no BootstrapClaim', async () => {
    const second = { ...request, metadata: { name: 'second', namespace } };
    const text = JSON.stringify(second);
    await developer(['create', '--dry-run=server', '--filename', '-'], text);
    const claim = (await bootstrapClaim(scenario.platform)) as ResourceRequest;
    const declaration = { ...claim, metadata: { name: 'platform-forged', namespace } };
    await expect(
      developer(['create', '--dry-run=server', '--filename', '-'], JSON.stringify(declaration)),
    ).rejects.toThrow(/cannot create resource "bootstrapclaims"/);
    expect(
      await developer(['auth', 'can-i', 'delete', `applicationclaims.${group}`, ...inNamespace]),
    ).toMatch(/^yes/);
  });

  test('declares no platform outside of the namespace of the platform', async () => {
    const claim = (await bootstrapClaim(scenario.platform)) as ResourceRequest;
    const declaration = { ...claim, metadata: { name: 'platform-forged', namespace } };
    await expect(scenario.apply(declaration)).rejects.toThrow(
      /denied request: Namespace "team-forged" declares no platform; create the BootstrapClaim in namespace "/,
    );
  });

  test('is only readable for a viewer', async () => {
    const shown = await reader(['get', 'applicationclaims', 'forged', '--output=json', ...inNamespace]);
    expect((JSON.parse(shown) as ResourceRequest).status).toHaveProperty('releases');
    await reader(['get', 'applicationclaims,platformapplicationclaims', ...inNamespace]);
    await expect(forgeAs(reader)).rejects.toThrow(/cannot get resource "applicationclaims\/status"/);
    await expect(
      reader(['delete', 'applicationclaims', 'forged', '--dry-run=server', ...inNamespace]),
    ).rejects.toThrow(/cannot delete resource "applicationclaims"/);
    await expect(reader(['get', 'bootstrapclaims', ...inNamespace])).rejects.toThrow(/cannot list resource/);
  });
});
