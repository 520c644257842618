import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { promisesFolder, unpackFolders } from './built-in.ts';

const files: Readonly<Record<string, string>> = {
  'charts/charts.json': '{}',
  'promises/charts.lock': 'web: {}',
  'promises/web/chart/values.yaml': 'replicas: 1',
};
const unpackOnce = () =>
  unpackFolders({ paths: Object.keys(files), read: (path) => Buffer.from(files[path] ?? '') });

describe('unpackFolders()', () => {
  it('writes the files of the folder that is asked for, and no others', () => {
    const folder = unpackOnce()('promises');
    expect(readFileSync(join(folder, 'web/chart/values.yaml'), 'utf8')).toBe('replicas: 1');
    expect(readdirSync(join(folder, '..'))).toEqual(['promises']);
  });

  it('unpacks a folder only once', () => {
    const builtIn = unpackOnce();
    expect(builtIn('charts')).toBe(builtIn('charts'));
  });
});

describe('promisesFolder()', () => {
  it('returns the folder of the checkout that holds the program', () => {
    const checkout = temporaryFolder();
    mkdirSync(join(checkout, 'promises'));
    writeFileSync(join(checkout, 'promises/charts.lock'), '');
    const folder = join(checkout, 'dist');
    expect(promisesFolder({ folder, builtIn: unpackOnce() })).toBe(join(checkout, 'promises'));
  });

  it('returns the built-in folder outside a checkout', () => {
    const folder = promisesFolder({ folder: join(temporaryFolder(), 'dist'), builtIn: unpackOnce() });
    expect(readFileSync(join(folder, 'charts.lock'), 'utf8')).toBe('web: {}');
  });
});
