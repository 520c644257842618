import { describe, expect, it } from 'vitest';
import { legacyFieldProblems } from './legacy-fields.ts';

const messages = (kind: string, path: string, value: unknown = 'x'): string[] =>
  legacyFieldProblems({ path, value }, kind).map((problem) => `${problem.path}: ${problem.message}`);

describe('legacyFieldProblems()', () => {
  it('reports the successor of each field of an object', () => {
    const gitea = { url: 'http://x', organization: 'acme' };
    expect(messages('BootstrapClaim', 'spec.gitea', gitea)).toEqual([
      'spec.gitea.url: Unknown field; use spec.giteaURL',
      'spec.gitea.organization: Unknown field; use spec.organization',
    ]);
  });

  it('reports the fields of every entry of a list', () => {
    const clusters = [{ type: 'nonprod', environments: ['dev'] }, { type: 'prod' }];
    expect(messages('BootstrapClaim', 'spec.clusters', clusters).map((text) => text.split(':')[0])).toEqual([
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
  ])('suggests a fix for %s %s', (kind, path, message) => {
    expect(messages(kind, path)).toHaveLength(1);
    expect(messages(kind, path)[0]).toMatch(message);
  });

  it('ignores a field that never existed', () => {
    expect(messages('ApplicationClaim', 'spec.applicatoins')).toEqual([]);
    expect(messages('ApplicationClaim', 'spec.constructor')).toEqual([]);
  });
});
