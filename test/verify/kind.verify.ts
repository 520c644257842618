import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderArgocdAccess } from '../../pipelines/cluster/deploy/argocd-access.ts';
import { exampleClaim } from '../../pipelines/cluster/deploy/bootstrap.ts';
import { renderArgocdCertificates, renderAuthority } from '../../pipelines/cluster/deploy/git-authority.ts';
import { renderGitea } from '../../pipelines/cluster/deploy/gitea-objects.ts';
import { readManifest } from '../../pipelines/cluster/deploy/manifest.ts';
import { renderRegistry } from '../../pipelines/cluster/deploy/registry.ts';
import { renderStateStore } from '../../pipelines/cluster/deploy/state-store.ts';
import { versions } from '../../pipelines/cluster/deploy/versions.ts';
import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import { deriveCrd } from '../../shared/derive/derive-crd.ts';
import { printYaml } from '../../shared/yaml.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { root, run } from './support/tools.ts';
import { faults, judge, skip } from './support/validate.ts';

describe('kind/cluster.yaml', () => {
  const file = join(root, 'kind/cluster.yaml');

  it('is one control plane and three workers for kind', () => {
    const { stdout, stderr } = run('kind-config', [file]);
    expect(stderr).toBe('');
    const { name, nodes } = JSON.parse(stdout) as { name: string; nodes: { role: string; image: string }[] };
    expect([name, nodes.map(({ role }) => role)]).toEqual([
      'platform-dev',
      ['control-plane', 'worker', 'worker', 'worker'],
    ]);
    // kind and its node image are released together
    expect(new Set(nodes.map(({ image }) => image))).toEqual(new Set([versions.kind.nodeImage]));
  });

  it('is refused with an unknown field', () => {
    const broken = join(temporaryFolder(), 'cluster.yaml');
    writeFileSync(broken, readFileSync(file, 'utf8').replace('role: worker', 'rolle: worker'));
    expect(run('kind-config', [broken])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('rolle'),
    });
  });

  it('is checked with the version of kind in kind/versions.json', () => {
    const module = readFileSync(join(root, 'test/verify/kind-config/go.mod'), 'utf8');
    expect(module).toContain(`require sigs.k8s.io/kind ${versions.kind.version}\n`);
  });
});

describe('objects of make deploy-platform', () => {
  const platform = join(root, 'kind/platform');
  const url = 'https://git.example.com:3000/acme/state-store.git';
  const account = { username: 'u', password: 'p' };
  const git = { url, branch: 'main', writer: account, reader: account, ca: 'PEM' };
  const charts = { url: 'oci://registry.example.com:5000/charts', plainHTTP: true };

  const applied: Readonly<Record<string, readonly object[]>> = {
    'Gitea on a volume': renderGitea({ platform, image: 'gitea:1', storage: 'claim', certificate: 'PEM' }),
    'Gitea in its pod': renderGitea({ platform, image: 'gitea:1', storage: 'pod', certificate: 'PEM' }),
    'the registry': renderRegistry({ platform, image: 'registry:1', storage: 'claim', users: 'u:x' }),
    'the authority': [
      renderAuthority({ ca: 'PEM' }),
      renderArgocdCertificates({ ca: 'PEM', host: 'git.example.com' }),
    ],
    "Argo CD's access": renderArgocdAccess({ git, charts }),
    'the state store': renderStateStore(git),
  };

  it('decodes strictly', () => {
    const questions = Object.entries(applied).map(([id, objects]) => ({
      id,
      yaml: objects.map((object) => printYaml(object)).join('---\n'),
    }));
    const verdicts = judge(questions);
    expect(verdicts.length).toBe(Object.values(applied).flat().length);
    expect(faults(verdicts)).toEqual([]);
  });

  it('includes a BootstrapClaim that its CRD accepts', () => {
    const claim = exampleClaim({ promises: join(root, 'promises'), git, charts });
    const [, verdict] = judge([
      { id: 'crd', definition: deriveCrd(bootstrapClaim) },
      { id: 'claim', yaml: printYaml(claim) },
    ]);
    expect(verdict).toMatchObject({ kind: 'BootstrapClaim', ok: true });
  });
});

describe('the manifest of Argo CD', () => {
  it('has the checksum of kind/versions.json, and can be applied in its order', async () => {
    const { sha256, version, manifest } = versions.argocd;
    const location = join(root, '.cache/files/argo-cd-manifest/install.yaml');
    const { objects } = await readManifest({ location, sha256 });
    const kinds = objects.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('CustomResourceDefinition')).toBe(2);
    const images = JSON.stringify(objects).match(/quay\.io\/argoproj\/argocd:[^"]*/g);
    expect(new Set(images)).toEqual(new Set([`quay.io/argoproj/argocd:${version}`]));
    expect(manifest).toContain(`/argo-cd/${version}/manifests/install.yaml`);
  });
});

const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;
if (!hasShellcheck) skip('shell scripts: shellcheck is not installed');

describe('every shell script of the project', () => {
  const { stdout } = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
  const scripts = stdout
    .split('\n')
    .filter((file) => file !== '' && /^#!.*\b(ba)?sh\n/.test(readFileSync(join(root, file), 'utf8')));

  it.skipIf(!hasShellcheck)('passes shellcheck', () => {
    const { stdout: findings } = spawnSync('shellcheck', scripts, { cwd: root, encoding: 'utf8' });
    expect(scripts).toContain('kind/up.sh');
    expect(findings).toBe('');
  });
});
