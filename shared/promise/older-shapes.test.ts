import { describe, expect, it } from 'vitest';
import { movedFields } from './older-shapes.ts';

const of = (kind: string, path: string, value: unknown = 'x'): string[] =>
  movedFields({ path, value }, kind).map((problem) => `${problem.path}: ${problem.message}`);

describe('movedFields()', () => {
  it('says of each field of a block where it moved', () => {
    const gitea = { url: 'http://x', organization: 'acme' };
    expect(of('BootstrapClaim', 'spec.gitea', gitea)).toEqual([
      'spec.gitea.url: Unknown field; use spec.giteaURL',
      'spec.gitea.organization: Unknown field; use spec.organization',
    ]);
  });

  it('says so for every entry of a list', () => {
    const clusters = [{ type: 'nonprod', environments: ['dev'] }, { type: 'prod' }];
    expect(of('BootstrapClaim', 'spec.clusters', clusters).map((text) => text.split(':')[0])).toEqual([
      'spec.clusters[0].type',
      'spec.clusters[0].environments',
      'spec.clusters[1].type',
    ]);
  });

  it.each([
    ['BootstrapClaim', 'spec.repositories.charts', /charts come from the OCI registry/],
    ['BootstrapClaim', 'spec.repository', /use spec.repositories.stateStore/],
    ['BootstrapClaim', 'spec.branch', /use spec.gitOps.branch/],
    ['BootstrapClaim', 'spec.gitops', /use spec.gitOps/],
    ['BootstrapClaim', 'spec.createGitOpsStructure', /always created/],
    ['ApplicationClaim', 'spec.gitops', /the BootstrapClaim sets the state store/],
    ['ApplicationClaim', 'spec.gitea', /use spec.giteaURL and spec.organization/],
    ['ApplicationClaim', 'spec.applications[3].repository', /use image.repository/],
    ['ApplicationClaim', 'spec.applications[3].chart.repository', /charts come from the platform's registry/],
    ['ApplicationClaim', 'spec.applications[3].chart.source', /charts come from the platform's registry/],
    ['ApplicationClaim', 'spec.applications[3].gitops', /state store/],
    ['ApplicationClaim', 'spec.components[0].config', /use values/],
    ['PlatformApplicationClaim', 'spec.services[0].config', /use values/],
  ])('of %s knows %s', (kind, path, message) => {
    expect(of(kind, path)).toHaveLength(1);
    expect(of(kind, path)[0]).toMatch(message);
  });

  it('knows nothing of a field that never was one', () => {
    expect(of('ApplicationClaim', 'spec.applicatoins')).toEqual([]);
    expect(of('ApplicationClaim', 'spec.constructor')).toEqual([]);
  });
});
