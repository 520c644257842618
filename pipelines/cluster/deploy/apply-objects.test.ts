import { describe, expect, it } from 'vitest';
import { contentOf, type Stored } from './apply-objects.ts';

const root: Stored = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'infraforge-root', annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
  spec: { project: 'infraforge' },
};

describe('contentOf()', () => {
  it('ignores what Argo CD adds for a refresh or a sync', () => {
    const syncing = {
      ...root,
      metadata: {
        ...root.metadata,
        annotations: { ...root.metadata.annotations, 'argocd.argoproj.io/refresh': 'normal' },
      },
      operation: { sync: {} },
      status: { sync: { status: 'OutOfSync' } },
    };
    expect(contentOf(syncing)).toBe(contentOf(root));
  });

  it.each([
    ['spec', { ...root, spec: { project: 'default' } }],
    ['annotations', { ...root, metadata: { name: 'infraforge-root' } }],
  ])('sees a change of the %s', (_, changed) => {
    expect(contentOf(changed)).not.toBe(contentOf(root));
  });
});
