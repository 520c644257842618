import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = join(import.meta.dirname, '..');

interface Machine {
  /** Container engines that run, and the clusters of kind on each. */
  readonly engines: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Script of the fake kind and make: it records its arguments and the engine. */
const noted = 'echo "$(basename "$0") $* [$KIND_EXPERIMENTAL_PROVIDER]" >> "$MACHINE/calls"\n';
const kind = `[ "$*" = 'get clusters' ] && exec cat "$MACHINE/clusters/$KIND_EXPERIMENTAL_PROVIDER"
${noted}[ "$1" = create ] && [ -n "$INTERRUPTED" ] && kill -INT $PPID $$
exit 0
`;

/** Runs a script of kind/ on a machine on which nothing else is installed that it asks for. */
function run(script: 'up' | 'down', { engines, env = {} }: Machine) {
  const machine = temporaryFolder();
  for (const folder of ['bin', 'clusters']) mkdirSync(join(machine, folder));
  const program = (name: string, text: string): void => {
    writeFileSync(join(machine, 'bin', name), `#!/bin/sh\n${text}`);
    chmodSync(join(machine, 'bin', name), 0o755);
  };
  for (const engine of ['docker', 'podman', 'nerdctl']) {
    program(engine, engine in engines ? 'exit 0\n' : 'exit 1\n');
    const clusters = engines[engine] ?? [];
    writeFileSync(join(machine, 'clusters', engine), clusters.map((name) => `${name}\n`).join(''));
  }
  program('kind', kind);
  program('make', noted);
  program('openssl', 'exit 0\n');
  const { PATH, KIND_EXPERIMENTAL_PROVIDER: _, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(join(root, 'kind', `${script}.sh`), {
    env: { ...rest, ...env, MACHINE: machine, PATH: `${join(machine, 'bin')}${delimiter}${PATH}` },
    encoding: 'utf8',
  });
  const calls = join(machine, 'calls');
  return { status, stdout, stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' };
}

const podman = { KIND_EXPERIMENTAL_PROVIDER: 'podman' };
const IMAGE = 'registry.example.com/infraforge:1';

describe('kind/up.sh', () => {
  it('creates the cluster with the named engine, or with the first that works', () => {
    const engines = { docker: [], podman: [] };
    const create = /^kind create cluster --config \S+ --image \S+ --wait 5m \[(\w+)\]$/m;
    const named = run('up', { engines, env: { ...podman, IMAGE } });
    expect([named.status, create.exec(named.calls)?.[1]]).toEqual([0, 'podman']);
    expect(create.exec(run('up', { engines, env: { IMAGE } }).calls)?.[1]).toBe('docker');
    expect(create.exec(run('up', { engines: { podman: [] }, env: { IMAGE } }).calls)?.[1]).toBe('podman');
  });

  it('uses no other engine than the named one', () => {
    const { status, stderr, calls } = run('up', { engines: { docker: [] }, env: { ...podman, IMAGE } });
    expect([status, calls]).toEqual([1, '']);
    expect(stderr).toContain('podman does not work here');
  });

  it('removes the cluster after an interrupted creation', () => {
    const env = { IMAGE, INTERRUPTED: '1' };
    const { status, calls } = run('up', { engines: { docker: [] }, env });
    expect(calls).toMatch(/^kind create .*\nkind delete cluster --name platform-dev \[docker\]\n$/);
    expect(status).not.toBe(0);
    expect(run('up', { engines: { docker: [] }, env: { IMAGE } }).calls).not.toContain('delete');
  });

  it('adds the context to the kubeconfig if the cluster exists', () => {
    const { calls } = run('up', { engines: { docker: ['platform-dev'] }, env: { IMAGE } });
    expect(calls).toMatch(/^kind export kubeconfig --name platform-dev \[docker\]\nmake .*deploy-platform/);
  });
});

describe('kind/down.sh', () => {
  it('deletes the cluster from the engine that has it', () => {
    const engines = { docker: ['other'], podman: ['platform-dev'] };
    expect(run('down', { engines })).toMatchObject({
      status: 0,
      calls: 'kind delete cluster --name platform-dev [podman]\n',
    });
  });

  it('reports a missing cluster after it checked every working engine', () => {
    const engines = { docker: ['platform-dev-2'], podman: [] };
    expect(run('down', { engines })).toMatchObject({
      status: 0,
      stdout: 'Cluster platform-dev not found (checked: docker podman)\n',
      calls: '',
    });
  });

  it('checks only the named engine', () => {
    const engines = { docker: ['platform-dev'], podman: [] };
    expect(run('down', { engines, env: podman }).stdout).toContain('(checked: podman)');
  });

  it.each([
    ['no engine works', {}, {}, 'no docker, podman or nerdctl works here'],
    ['the named engine does not work', { docker: [] }, podman, 'no podman works here'],
  ])('fails if %s', (_, engines, env, message) => {
    const { status, stdout, stderr } = run('down', { engines, env });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});
