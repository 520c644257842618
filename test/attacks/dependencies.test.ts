import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { bundledLicences, printLicences } from '../../pipelines/build/bundled-licences.ts';
import { projectFolder } from '../support/cases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string> | undefined>;
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Packages that npm installs on this machine need a hash; packages of other platforms only have a name. */
function isForAnotherPlatform({ optional, os, cpu }: LockedPackage, path: string): boolean {
  const isHere =
    (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true) && isInstalled(path);
  return optional === true && (os !== undefined || cpu !== undefined) && !isHere;
}

function isInstalled(path: string): boolean {
  return existsSync(join(projectFolder, path));
}

describe('A33: the dependencies', () => {
  it('run no scripts at installation, and are saved with exact versions', () => {
    expect(read('.npmrc').split('\n')).toEqual(
      expect.arrayContaining(['ignore-scripts=true', 'save-exact=true', 'engine-strict=true']),
    );
  });

  it('are named in exact versions', () => {
    const wanted = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(manifest['scripts']).toBeUndefined();
  });

  it('are in the lock file in those versions', () => {
    for (const kind of ['dependencies', 'devDependencies'])
      for (const [name, version] of Object.entries(manifest[kind] ?? {}))
        expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  });

  it('come from the configured registry: the lock file names none', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('are checked by their hash, except those of other platforms', () => {
    const unchecked = locked.filter(
      ([path, entry]) => entry.integrity === undefined && !isForAnotherPlatform(entry, path),
    );
    expect(unchecked.map(([path]) => path)).toEqual([]);
    const weak = locked.filter(([, { integrity }]) => !(integrity ?? 'sha512-').startsWith('sha512-'));
    expect(weak.map(([path]) => path)).toEqual([]);
  });

  it('of the program are only those that it imports', () => {
    expect(Object.keys(manifest['dependencies'] ?? {}).length).toBeLessThanOrEqual(10);
  });
});

describe('A33: the bundle', () => {
  const { metafile } = buildSync({
    absWorkingDir: projectFolder,
    entryPoints: ['pipelines/configure/main.ts', 'pipelines/cli/main.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    alias: { 'supports-color': 'node:url' },
  });

  it('contains everything that it runs, except modules of Node and optional packages', () => {
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const outside = imports.filter(({ external, path }) => external === true && !isBuiltin(path));
    // Optional native modules: if one of them were installed, packages would run unreviewed code.
    const triedFor = ['bufferutil', 'encoding', 'utf-8-validate'];
    expect(triedFor).toEqual(expect.arrayContaining(outside.map(({ path }) => path)));
    expect(triedFor.filter((name) => isInstalled(`node_modules/${name}`))).toEqual([]);
  });

  it('has the licence of every bundled package', async () => {
    const licences = await bundledLicences(projectFolder, Object.keys(metafile.inputs));
    const names = licences.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest['dependencies'] ?? {})));
    const text = printLicences(licences);
    for (const { name, version, texts } of licences) {
      expect(text).toContain(`${name} ${version} (`);
      expect(texts.join('').length, name).toBeGreaterThan(200);
    }
  });

  const isBuilt = existsSync(join(projectFolder, 'dist', 'LICENSES.txt'));
  it.skipIf(!isBuilt)('is built with those licences', () => {
    const text = read('dist/LICENSES.txt');
    for (const name of Object.keys(manifest['dependencies'] ?? {}))
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
    expect(text).not.toMatch(/^supports-color /m);
    expect(readdirSync(join(projectFolder, 'dist'))).not.toContain('node_modules');
  });
});

test('A33: a package without a licence text is not bundled', async () => {
  const root = temporaryFolder();
  const folder = join(root, 'node_modules', 'bare');
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'bare', version: '1.0.0', license: 'ISC', author: 'Anybody' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const bundled = () => bundledLicences(root, ['node_modules/bare/index.js']);
  await expect(bundled()).rejects.toThrow('Package "bare" has no licence text');
  writeFileSync(join(folder, 'LICENSE'), 'Do as you please\n');
  expect(printLicences(await bundled())).toBe('bare 1.0.0 (ISC)\n\nDo as you please\n');
});

test('A33: a package that names the MIT licence without its content gets it with its author', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'node_modules', 'bare'), { recursive: true });
  const manifest = { name: 'bare', version: '1.0.0', license: 'MIT', author: 'Anybody' };
  writeFileSync(join(root, 'node_modules', 'bare', 'package.json'), JSON.stringify(manifest));
  const [licence] = await bundledLicences(root, ['node_modules/bare/index.js']);
  expect(licence?.texts.join()).toMatch(/^Copyright \(c\) Anybody\n\nPermission is hereby granted/);
});
