import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { skipReason } from '../cluster/place.ts';
import { clusterTypeClaim } from '../support/cluster-type.ts';
import { inClusterImages, pipelineImage } from '../support/deploy.ts';
import { infraforge } from '../support/infraforge.ts';
import { Scenario } from '../support/scenario.ts';

const images = [`--gitea-image=${inClusterImages.gitea}`, `--registry-image=${inClusterImages.registry}`];

describe.skipIf(skipReason)('a platform that is deployed again', () => {
  let scenario: Scenario;
  let head: string;
  beforeAll(async () => {
    scenario = await Scenario.begin();
    head = await scenario.repository.head();
  });

  it('has everything already, and a further BootstrapClaim is answered before the command ends', async () => {
    const file = join(scenario.platform.cluster.folder, 'deployed-again.yaml');
    const claim = clusterTypeClaim(scenario, { name: 'deployed', environment: 'deployed-again' });
    writeFileSync(file, JSON.stringify(claim));
    const flags = [`--image=${pipelineImage()}`, ...images, `--bootstrap=${file}`, '--timeout=120'];
    const { code, said } = await infraforge(scenario, 'deploy', ...flags);
    const steps = said.split('\n').filter((line) => /^ *[\d.]+ s {2}/.test(line));
    const made = steps.filter((line) => !line.includes('already there')).map((line) => line.slice(11));
    expect(made).toEqual([
      expect.stringMatching(/^Cluster: Kubernetes v/),
      'Earlier run: nothing of one would be undone',
      expect.stringMatching(
        /^BootstrapClaim: BootstrapClaim default\/platform-deployed: Cluster type deployed declared/,
      ),
    ]);
    expect(said).toContain('The platform is up.');
    expect(code).toBe(0);
    await scenario.committed(claim, head);
  });

  it('is not moved to another image where the command is not told the one before', async () => {
    const { code, said } = await infraforge(scenario, 'deploy', ...images, '--no-bootstrap');
    expect(said).toContain(`IMAGE=${pipelineImage()} (--image)`);
    expect(code).toBe(1);
  });
});
