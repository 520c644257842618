import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import { checkMounts } from './check-mounts.ts';

const pathsOf = (values: Values): string[] => checkMounts(values).map(({ path }) => path);
const volume = (fields: Values): Values => ({ name: 'data', emptyDir: {}, ...fields });
const file = (path: string, content = ''): Values => ({ path, content });

describe('checkMounts()', () => {
  it.each<[string, Values]>([
    ['nothing', {}],
    [
      'different mounts',
      {
        volumes: [
          volume({ name: 'a', mountPath: '/a' }),
          volume({ name: 'b', mountPath: '/a/..b' }),
          volume({ name: 'c', mountPath: '/process' }),
          volume({ name: 'd' }),
        ],
        files: [file('/a/b.conf'), file('/tmp/x', '\ta\r\nü \u{1f600}')],
      },
    ],
    ['another volume for /tmp', { volumes: [volume({ mountPath: '/tmp' })] }],
    ['the volume tmp at /tmp', { volumes: [volume({ name: 'tmp', mountPath: '/tmp/' })] }],
    ['1 MiB of files', { files: [file('/a', 'x'.repeat(2 ** 19)), file('/b', 'ü'.repeat(2 ** 18))] }],
  ])('accepts %s', (_, values) => {
    expect(pathsOf(values)).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ...['/proc', '/proc/x', '/sys/', '/dev/shm', '/a/../etc', '/a/.', '//proc', '/'].map(
      (mountPath): [string, Values, string] => [
        `a mount of ${mountPath}`,
        { volumes: [volume({ mountPath })] },
        'volumes[0].mountPath',
      ],
    ),
    [
      'two volumes at one path',
      { volumes: [volume({ mountPath: '/a' }), volume({ name: 'b', mountPath: '/a/' })] },
      'volumes[1].mountPath',
    ],
    [
      'a file at the path of a volume',
      { volumes: [volume({ mountPath: '/a' })], files: [file('/a')] },
      'files[0].path',
    ],
    ['two files at one path', { files: [file('/a'), file('//a')] }, 'files[1].path'],
    ['a file instead of /tmp', { files: [file('/tmp')] }, 'files[0].path'],
    [
      'a file in a ConfigMap',
      { volumes: [{ name: 'a', mountPath: '/a', configMap: { name: 'a' } }], files: [file('/a/b')] },
      'files[0].path',
    ],
    [
      'a volume in a read-only volume',
      { volumes: [volume({ mountPath: '/a/b' }), volume({ name: 'b', mountPath: '/a', readOnly: true })] },
      'volumes[0].mountPath',
    ],
    [
      'a volume below a file',
      { volumes: [volume({ mountPath: '/a/b' })], files: [file('/a')] },
      'volumes[0].mountPath',
    ],
    ['a duplicate name', { volumes: [volume({}), volume({})] }, 'volumes[1].name'],
    ['a file of the bound services', { files: [file('/etc/bindings/db/ca.crt')] }, 'files[0].path'],
    ['a volume of a binding', { volumes: [volume({ name: 'binding-db' })] }, 'volumes[0].name'],
    ['a volume named files', { volumes: [volume({ name: 'files' })] }, 'volumes[0].name'],
    [
      'a volume named tmp elsewhere',
      { volumes: [volume({ name: 'tmp', mountPath: '/a' })] },
      'volumes[0].name',
    ],
    [
      'more files than a ConfigMap holds',
      { files: [file('/a', 'ü'.repeat(2 ** 19)), file('/b', 'x')] },
      'files',
    ],
  ])('reports %s', (_, values, path) => {
    expect(pathsOf(values)).toEqual([path]);
  });
});
