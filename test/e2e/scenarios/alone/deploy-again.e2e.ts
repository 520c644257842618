import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inClusterImages, pipelineImage } from '../../cluster/deploy.ts';
import { clusterTypeClaim } from '../../support/cluster-type.ts';
import { infraforge } from '../../support/infraforge.ts';
import { Scenario } from '../../support/scenario.ts';
import { describeScenario, test } from '../../support/scenario-test.ts';

const images = [`--gitea-image=${inClusterImages.gitea}`, `--registry-image=${inClusterImages.registry}`];

describeScenario('a platform that is deployed again', { needs: ['installation'] }, () => {
  let scenario: Scenario;
  let head: string;
  test.beforeAll(async ({ scenario: given }) => {
    scenario = given;
    head = await scenario.repository.head();
  });

  test('leaves everything unchanged, and waits for the result of another BootstrapClaim', async () => {
    const file = join(scenario.platform.cluster.folder, 'deployed-again.yaml');
    const claim = await clusterTypeClaim(scenario, { name: 'deployed', environments: ['deployed-again'] });
    writeFileSync(file, JSON.stringify(claim));
    const flags = [`--image=${pipelineImage()}`, ...images, `--bootstrap=${file}`, '--timeout=120'];
    const { code, output } = await infraforge(scenario, 'deploy', ...flags);
    const steps = output.split('\n').filter((line) => /^ *[\d.]+ s {2}/.test(line));
    const changes = steps.filter((line) => !line.includes('unchanged')).map((line) => line.slice(11));
    expect(changes).toEqual([
      expect.stringMatching(/^Cluster: Kubernetes v/),
      'Earlier run: no option is missing',
      'Manifests: no software is missing',
      expect.stringMatching(
        /^BootstrapClaim: BootstrapClaim \S+\/platform-deployed: Cluster type deployed declared/,
      ),
    ]);
    expect(output).toContain('The platform is up.');
    expect(code).toBe(0);
    await scenario.waitForCommit(claim, head);
  });

  test('replaces the administrator of Gitea in the Secrets of an older version', async () => {
    const { api } = scenario.platform.cluster;
    const path = (namespace: string, name: string): string =>
      `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const read = async (namespace: string, name: string): Promise<Record<string, string>> =>
      (await api.get<{ data: Record<string, string> }>(path(namespace, name))).data;
    const administrator = await read('gitea', 'gitea-admin');
    const namespaces = ['argocd', 'kratix-platform-system'];
    for (const namespace of namespaces)
      await api.merge(path(namespace, 'infraforge-state-store'), { data: administrator });
    const { code, output } = await infraforge(
      scenario,
      'deploy',
      `--image=${pipelineImage()}`,
      ...images,
      '--no-bootstrap',
    );
    expect(code, output).toBe(0);
    const accounts = await Promise.all(
      namespaces.map((namespace) => read(namespace, 'infraforge-state-store')),
    );
    const names = accounts.map(({ username = '' }) => Buffer.from(username, 'base64').toString());
    expect(names).toEqual(['argocd', 'kratix']);
    for (const { password } of accounts) expect(password).not.toBe(administrator['password']);
    // the clone of the scenario has the earlier password of Kratix
    const later = await Scenario.connect();
    const claim = await clusterTypeClaim(later, { name: 'moved', environments: ['moved-over'] });
    await later.deliver(claim, /^Cluster type moved declared/);
    await later.cleanUp();
  });

  test('stops if the command omits the image of the earlier run', async () => {
    const { code, output } = await infraforge(scenario, 'deploy', ...images, '--no-bootstrap');
    expect(output).toContain(`IMAGE=${pipelineImage()} (--image)`);
    expect(code).toBe(1);
  });
});
