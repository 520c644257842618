import { expect, it } from 'vitest';
import { gitOps } from './git-ops.ts';

it('gitOps() explains why a pattern of reserved namespaces is refused', () => {
  const parsed = gitOps().safeParse({
    clusterType: 'nonprod',
    environments: ['dev'],
    namespaces: ['kube-*'],
  });
  expect(parsed.error?.issues).toEqual([
    expect.objectContaining({
      path: ['namespaces', 0],
      message:
        'The pattern matches only reserved namespaces: default, argocd, infraforge-*, kube-* and kratix-* are reserved',
    }),
  ]);
});

it('gitOps() names a duplicate environment and its first entry', () => {
  const parsed = gitOps().safeParse({ clusterType: 'nonprod', environments: ['dev', 'qa', 'dev'] });
  expect(parsed.error?.issues).toEqual([
    expect.objectContaining({
      path: ['environments', 2],
      message: 'Duplicate environment "dev"; first in item [0]',
    }),
  ]);
});
