import { expect, it } from 'vitest';
import { kubectlCommand } from './cluster.ts';
import { makeCommand } from './make-command.ts';

it.each([
  [{ context: undefined }, 'kubectl', 'make demo'],
  [
    { context: 'a@b.example.com:6443/c' },
    '--context=a@b.example.com:6443/c',
    'CONTEXT=a@b.example.com:6443/c',
  ],
  [{ kubeconfig: 'my config', context: undefined }, "--kubeconfig='my config'", "KUBECONFIG='my config'"],
  [{ context: "it's" }, String.raw`--context='it'\''s'`, String.raw`CONTEXT='it'\''s'`],
])(
  'kubectlCommand() and makeCommand() name the cluster %j, as a shell reads it',
  (cluster, kubectl, make) => {
    expect(kubectlCommand(cluster)).toContain(kubectl);
    expect(makeCommand('demo', cluster)).toContain(make);
  },
);
