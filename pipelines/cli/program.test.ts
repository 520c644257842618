import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockCharts } from '../../shared/chart-files/charts-lock.ts';
import { promisesFolder } from '../../test/support/cases.ts';
import { lockedVersion } from '../../test/support/charts-lock.ts';
import { runInfraforge } from '../../test/support/run-infraforge.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { packageCharts, writeLock } from '../charts/charts.ts';
import { startRegistry } from '../stand-in/embedded-registry.ts';

describe('infraforge', () => {
  it.each([
    [['--help'], 'Exit codes'],
    [['render', '--help'], 'infraforge render --platform bootstrap.yaml --out out shop.yaml'],
    [['demo', '--help'], 'infraforge demo --dir'],
    [['charts', 'package', '--help'], 'infraforge charts package --out'],
    [['charts', 'push', '--help'], 'infraforge charts push --registry'],
    [['charts', 'verify', '--help'], 'infraforge charts verify --registry'],
    [['new-promise', '--help'], 'infraforge new-promise message-board'],
    [['deploy', '--help'], 'infraforge deploy --context kind-platform-dev'],
  ])('explains %j with an example', async (args, text) => {
    const { code, printed } = await runInfraforge(args);
    expect(code).toBe(0);
    expect(printed.join('\n')).toContain(text);
  });

  it.each([
    [['rendr']],
    [['render']],
    [['render', '--out', 'x', '--charts', 'x', '--registry', 'oci://x/y', 'x.yaml']],
    [['charts', 'push', '--registry', '']],
    [['deploy', '--git-url', 'http://git.example.com/a/b.git']],
    [['deploy', '--timeout', 'soon']],
    [['deploy', '--timeout', '0']],
  ])('ends with 64 and a reason for %j', async (args) => {
    const { code, complaints } = await runInfraforge(args);
    expect(code).toBe(64);
    expect(complaints.join()).not.toBe('');
  });

  const registries = ['ghcr.io/x', 'http://localhost:5000/charts', 'oci://user:canary@x/y', ''];
  const withRegistry = (registry: string): string[][] => [
    ['render', '--out', 'x', '--registry', registry, 'x.yaml'],
    ['charts', 'push', '--registry', registry],
    ['charts', 'verify', '--registry', registry],
  ];
  it.each(registries.flatMap(withRegistry))(
    'ends with 64 for %s %s %s %s %s, and names the flag',
    async (...args) => {
      const { code, complaints } = await runInfraforge(args);
      expect(code).toBe(64);
      expect(complaints.join()).toMatch(
        /^(Invalid address of --registry; use|--registry <url> is required: .*,) oci:\/\/host\[:port\]\/path/,
      );
      expect(complaints.join()).not.toContain('canary');
    },
  );

  it.each([
    [
      ['render', '--outt', 'x'],
      'Unknown flag "--outt"; did you mean "--out"? Run "infraforge render --help" for usage',
    ],
    [['rendr'], 'Unknown command "rendr"; did you mean "render"? Run "infraforge --help" for usage'],
    [
      ['charts', 'pus'],
      'Unknown command "pus"; did you mean "push"? Run "infraforge charts --help" for usage',
    ],
    [['render', 'x.yaml'], '--out <folder> is required: folder for the results'],
    [['render', '--out', '', 'x.yaml'], '--out <folder> is required: folder for the results'],
    [['render', '--out'], '--out needs a value: <folder>; run "infraforge render --help" for usage'],
    [
      ['logs', 'a', 'b'],
      'Too many arguments for "logs": expected 1, found 2; run "infraforge logs --help" for usage',
    ],
    [['logs'], 'Missing required argument "name"; run "infraforge logs --help" for usage'],
    [['deploy', '--timeout', 'soon'], 'Invalid --timeout "soon": expected a positive whole number'],
    [
      ['completion', 'fisch'],
      'Invalid <shell> "fisch": expected one of bash, zsh, fish; did you mean "fish"?',
    ],
  ])('reports %j in one line', async (args, complaint) => {
    expect(await runInfraforge(args)).toEqual({ code: 64, printed: [], complaints: [complaint] });
  });

  it('prints the versions of the program, of Node and of the charts', async () => {
    const { code, printed } = await runInfraforge(['version', '--json']);
    expect([code, JSON.parse(printed.join())]).toEqual([
      0,
      expect.objectContaining({ infraforge: expect.any(String), node: process.versions.node }),
    ]);
  });

  it('render ends with 64 if --out is a file', async () => {
    const out = join(temporaryFolder(), 'file');
    writeFileSync(out, '');
    const { code, complaints } = await runInfraforge(['render', '--out', out, 'x.yaml']);
    expect(code).toBe(64);
    expect(complaints).toEqual([`--out "${out}" is not a folder`]);
  });
});

describe('infraforge charts', () => {
  it('package writes one archive for each chart', async () => {
    const out = temporaryFolder();
    const { code, printed } = await runInfraforge(['charts', 'package', '--out', out]);
    expect(code).toBe(0);
    expect(readdirSync(out)).toContain(`microservice-${lockedVersion('microservice')}.tgz`);
    expect(printed.length).toBe(readdirSync(out).length);
    expect(printed.join()).toMatch(/sha256:[0-9a-f]{64}/);
  });

  it('push publishes each version once, and verify finds it', async () => {
    const registry = await startRegistry();
    try {
      const flags = ['--registry', `${registry.url}/charts`];
      const missing = await runInfraforge(['charts', 'verify', ...flags]);
      expect([missing.code, missing.printed.join()]).toEqual([2, expect.stringContaining('charts push')]);
      const first = await runInfraforge(['charts', 'push', ...flags]);
      expect([first.code, first.printed.every((line) => line.includes('pushed'))]).toEqual([0, true]);
      const again = await runInfraforge(['charts', 'push', ...flags]);
      expect([again.code, again.printed.every((line) => line.includes('unchanged'))]).toEqual([0, true]);
      expect(await runInfraforge(['charts', 'verify', ...flags])).toMatchObject({ code: 0 });
    } finally {
      await registry.close();
    }
    const silent = await runInfraforge(['charts', 'verify', '--registry', `${registry.url}/charts`]);
    expect(silent.code).toBe(3);
  });

  it('verify --released refuses a chart until push --release has recorded it', async () => {
    const promises = temporaryFolder();
    cpSync(join(promisesFolder, 'redis'), join(promises, 'redis'), { recursive: true });
    await writeLock(promises, lockCharts(await packageCharts(promises)));
    const verify = () => runInfraforge(['charts', 'verify', '--released', '--promises', promises]);
    const before = await verify();
    expect(before.code).toBe(2);
    expect(before.printed).toContain(
      `✗ chart redis version ${lockedVersion('redis')} is not released; run infraforge charts push --release and commit charts.lock`,
    );
    const registry = await startRegistry();
    onTestFinished(() => registry.close());
    const push = [
      'charts',
      'push',
      '--release',
      '--registry',
      `${registry.url}/charts`,
      '--promises',
      promises,
    ];
    expect(await runInfraforge(push)).toMatchObject({ code: 0 });
    expect(await verify()).toMatchObject({ code: 0 });
  });

  it('verify reports a chart that differs from the lock', async () => {
    const promises = temporaryFolder();
    cpSync(promisesFolder, promises, { recursive: true });
    writeFileSync(join(promises, 'redis/chart/values-production.yaml'), 'replicas: 9\n');
    const { code, printed } = await runInfraforge(['charts', 'verify', '--promises', promises]);
    expect(code).toBe(2);
    expect(printed).toEqual([expect.stringContaining('make generate')]);
    expect(printed[0]).toContain('redis');
  });
});
