import { ApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { renderApplicationSets } from './application-set.ts';

const platform = platformWith({ gitOps: { environments: ['dev', 'qa'], branch: 'live' } });
const sets = renderApplicationSets(platform);

describe('renderApplicationSets()', () => {
  it('renders two sets per environment, and one for namespace defaults', () => {
    const metadata = sets.map(({ file, set }) => [file, (set['metadata'] as { name: string }).name]);
    expect(metadata).toEqual([
      ['appsets/nonprod/apps/dev-appset.yaml', 'dev-apps'],
      ['appsets/nonprod/platform/dev-appset.yaml', 'dev-platform'],
      ['appsets/nonprod/apps/qa-appset.yaml', 'qa-apps'],
      ['appsets/nonprod/platform/qa-appset.yaml', 'qa-platform'],
      ['appsets/nonprod/platform/_namespaces-appset.yaml', 'namespaces.nonprod'],
    ]);
  });

  it('reads its Applications from the branch, with and without a folder of the tenant', () => {
    expect(sets[0]?.set).toMatchObject({
      metadata: { namespace: 'argocd', labels: { 'infraforge.io/environment': 'dev' } },
      spec: {
        generators: [
          {
            git: {
              repoURL: 'http://git.example.com:3000/acme/state-store.git',
              revision: 'refs/heads/live',
              requeueAfterSeconds: 30,
              files: [{ path: 'environments/nonprod/dev/applications/**/application.yaml' }],
            },
          },
        ],
      },
    });
    expect(sets.at(-1)?.set).toMatchObject({
      spec: { generators: [{ git: { files: [{ path: 'environments/nonprod/_namespaces/*.yaml' }] } }] },
    });
  });

  it('takes metadata, spec and project from the file, and fails without one of them', () => {
    for (const { set } of sets) {
      expect(set['spec']).toMatchObject({
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        template: { spec: { project: '{{ .spec.project }}' } },
        templatePatch: '{ "metadata": {{ toJson .metadata }}, "spec": {{ toJson .spec }} }',
      });
    }
  });

  it("matches Argo CD's types, and has no finalizer", () => {
    for (const { set } of sets) {
      new ApplicationSet(set as never).validate();
      expect(set['metadata']).not.toHaveProperty('finalizers');
    }
  });
});
