import { describe, expect, it } from 'vitest';
import { findSuccessor, legacyFieldProblems, withoutHint } from './legacy-fields.ts';

const messages = (kind: string, path: string, value: unknown = 'x'): string[] =>
  legacyFieldProblems({ path, value }, kind).map((problem) => `${problem.path}: ${problem.message}`);

describe('legacyFieldProblems()', () => {
  it('reports the successor of each field of an object', () => {
    const gitea = { url: 'http://x', organization: 'acme' };
    expect(messages('BootstrapClaim', 'spec.gitea', gitea)).toEqual([
      'spec.gitea.url: Unknown field; use spec.giteaURL, or run "infraforge convert"',
      'spec.gitea.organization: Unknown field; use spec.organization, or run "infraforge convert"',
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
    ['InfraForge', 'spec.business[0].repository', /use image.repository/],
    ['InfraForge', 'spec.business[0].port', /use ports/],
    ['BootstrapClaim', 'spec.clusters[0].server', /with spec.destination.server/],
  ])('suggests a fix for %s %s', (kind, path, message) => {
    expect(messages(kind, path)).toHaveLength(1);
    expect(messages(kind, path)[0]).toMatch(message);
  });

  it('suggests to remove a field without a successor, unless the command did so', () => {
    const [text = ''] = messages('BootstrapClaim', 'spec.createGitOpsStructure');
    expect(text).toMatch(
      /: Unknown field; the structure is always created; remove it, or run "infraforge convert"$/,
    );
    expect(withoutHint(text)).toMatch(/: Unknown field; the structure is always created$/);
  });

  it('ignores a field that never existed', () => {
    expect(messages('ApplicationClaim', 'spec.applicatoins')).toEqual([]);
    expect(messages('ApplicationClaim', 'spec.constructor')).toEqual([]);
  });
});

describe('findSuccessor()', () => {
  it('returns the successor of a field, which depends on the kind', () => {
    expect(findSuccessor('spec.branch', 'BootstrapClaim')).toEqual({ to: 'spec.gitOps.branch' });
    expect(findSuccessor('spec.branch', 'ApplicationClaim')).toBeUndefined();
    expect(findSuccessor('spec.constructor', 'ApplicationClaim')).toBeUndefined();
  });
});
