import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { archiveLimits } from '../../shared/chart-files/archive-files.ts';
import { readChartArchive } from '../../shared/chart-files/chart-archive.ts';
import { entryOf, goodChart, type TestEntry, tarball } from '../support/tar.ts';

const refused = (message: RegExp) => ({ reason: 'InvalidChart', message: expect.stringMatching(message) });
const read = async (entries: readonly TestEntry[]) => readChartArchive(await tarball(entries));
const megabyte = 2 ** 20;

describe('A1: paths that leave the chart', () => {
  it.each([
    '../x',
    'web/../../x',
    'web/templates/../../../x',
    '/etc/passwd',
    '//x',
    'c:/x',
    'C:x',
    'web\\..\\x',
    'web//values.yaml',
    './web/x',
    'web/./values.yaml',
    'web/a\u0007b',
    '..',
    '.',
  ])('refuses the entry %j', async (name) => {
    await expect(read([...goodChart, [name, 'x']])).rejects.toMatchObject(
      refused(/is not a plain relative path/),
    );
  });

  it('refuses such paths in long names of the pax format', async () => {
    const entry: TestEntry = ['web/x', { type: 'file', pax: { path: '../../etc/passwd' } }];
    await expect(read([...goodChart, entry])).rejects.toMatchObject(refused(/is not a plain relative path/));
  });
});

describe('A5: an archive that is cut off', () => {
  it.each([
    ['behind a file that is skipped', [['web/README.md', 'x'.repeat(2_000)]]],
    ['behind a file that is read', []],
  ] as [string, TestEntry[]][])('%s is refused, and the reader ends', async (_, more) => {
    const cutOff: TestEntry = ['web/templates/b.yaml', 'kind: Secret\n'.repeat(100)];
    const tar = await packTar([...goodChart, ...more, cutOff].map(entryOf));
    const archive = gzipSync(tar.subarray(0, tar.length - 1024 - 1300));
    await expect(readChartArchive(archive)).rejects.toMatchObject(refused(/not a gzipped tar/));
  });
});

describe('A4: fields of Chart.yaml that are not strings', () => {
  const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
  it.each([
    ['appVersion: {toString: 1}\n', 'appVersion'],
    ['dependencies: [{alias: {toString: 1}}]\n', 'alias'],
    ['dependencies: [{name: [a]}]\n', 'name'],
  ])('refuses %j', async (field, name) => {
    const entries: TestEntry[] = [
      ['web/Chart.yaml', chart + field],
      ['web/values.yaml', 'a: 1\n'],
    ];
    await expect(read(entries)).rejects.toMatchObject(refused(new RegExp(`${name} must be a string`)));
  });
});

describe('A2: links in an archive', () => {
  it.each([
    ['symlink', '/etc/passwd'],
    ['symlink', '../../outside'],
    ['symlink', 'nowhere'],
    ['link', '/etc/passwd'],
    ['link', 'web/values.yaml'],
  ] as const)('refuses a %s to %j', async (type, linkname) => {
    const entry: TestEntry = ['web/templates/x.yaml', { type, linkname }];
    await expect(read([...goodChart, entry])).rejects.toMatchObject(refused(/only regular files are read/));
  });

  it.each([
    ['symlink', '/etc/passwd'],
    ['symlink', '../../outside'],
    ['symlink', '../webb/values.yaml'],
    ['link', '/etc/passwd'],
    ['link', '../web/values.yaml'],
    ['link', ''],
  ] as const)('refuses a %s to %j outside of the chart', async (type, linkname) => {
    const entry: TestEntry = ['web/LICENSE', { type, linkname }];
    await expect(read([...goodChart, entry])).rejects.toMatchObject(refused(/outside of the chart/));
  });

  it.each(['nowhere', 'templates', 'LICENSE', '.'])(
    'refuses a link to %j, which is not a file',
    async (linkname) => {
      const entry: TestEntry = ['web/LICENSE', { type: 'symlink', linkname }];
      await expect(read([...goodChart, entry])).rejects.toMatchObject(
        refused(/something other than a file|outside of the chart/),
      );
    },
  );

  it.each([
    ['symlink', 'values.yaml'],
    ['symlink', '../web/values.yaml'],
    ['link', 'web/values.yaml'],
  ] as const)('ignores a %s to the file %j of the chart', async (type, linkname) => {
    const entry: TestEntry = ['web/LICENSE', { type, linkname }];
    await expect(read([entry, ...goodChart])).resolves.toMatchObject({
      name: 'web',
      values: { replicas: 1 },
    });
  });

  it('refuses an entry below a link', async () => {
    const entries: TestEntry[] = [
      ['web/a', { type: 'symlink', linkname: 'values.yaml' }],
      ['web/a/b', 'x'],
    ];
    await expect(read([...goodChart, ...entries])).rejects.toMatchObject(
      refused(/is below the link "web\/a"/),
    );
  });

  it('refuses two links that are chained', async () => {
    const chain: TestEntry[] = [
      ['web/a', { type: 'symlink', linkname: '..' }],
      ['web/a/b', { type: 'symlink', linkname: '../etc' }],
    ];
    await expect(read([...goodChart, ...chain])).rejects.toMatchObject(
      refused(/outside of the chart|something other than a file/),
    );
  });

  it.each(['character-device', 'block-device', 'fifo'] as const)('refuses a %s', async (type) => {
    await expect(read([...goodChart, ['web/x', { type }]])).rejects.toMatchObject(
      refused(/only regular files/),
    );
  });
});

describe('A3: a link instead of a required file', () => {
  it.each(['Chart.yaml', 'values.yaml', 'values-production.yaml', 'values.schema.json', 'Chart.lock'])(
    'refuses %s as a link',
    async (file) => {
      const others = goodChart.filter(([name]) => name !== `web/${file}`);
      const entry: TestEntry = [`web/${file}`, { type: 'symlink', linkname: '/proc/self/environ' }];
      await expect(read([...others, entry])).rejects.toMatchObject(refused(/only regular files are read/));
    },
  );

  it('refuses a duplicate file, because readers differ in which one counts', async () => {
    const twice: TestEntry = ['web/values.yaml', 'replicas: 9\n'];
    await expect(read([...goodChart, twice])).rejects.toMatchObject(refused(/duplicate entry/));
  });

  it('refuses a second folder, whose files Helm would mix with those of the first', async () => {
    const other: TestEntry = ['other/values.schema.json', '{}'];
    await expect(read([...goodChart, other])).rejects.toMatchObject(refused(/under "web" and "other"/));
  });
});

describe('A4: hostile names and versions in Chart.yaml', () => {
  const chart = (yaml: string, folder = 'web') => read([[`${folder}/Chart.yaml`, yaml]]);

  it.each([
    '"."',
    '".."',
    'a/b',
    '"a\\u001b[2Jb"',
    'Web',
    '-web',
    'web-',
    '""',
    '[web]',
    'null',
    `${'a'.repeat(129)}`,
  ])('refuses the name %s', async (name) => {
    await expect(chart(`name: ${name}\nversion: 1.0.0\n`)).rejects.toMatchObject(refused(/name.* must be/));
  });

  it.each([
    '1.0.0/../../x',
    '"1.0.0\\u001b[31m"',
    'V1.0.0',
    '1.0.0.0',
    '^1.0.0',
    '"*"',
    'latest',
    '"1.0.0 "',
    '1.0.0-',
    `1.0.0-${'a'.repeat(130)}`,
  ])('refuses the version %s', async (version) => {
    await expect(chart(`name: web\nversion: ${version}\n`)).rejects.toMatchObject(refused(/exact version/));
  });

  it.each([
    { name: 'api', version: '1.0.0' },
    { name: 'web', version: '1.0.1' },
  ])('refuses an archive that is not the chart %j', async (expected) => {
    const archive = await tarball(goodChart);
    await expect(readChartArchive(archive, { expected })).rejects.toMatchObject(refused(/was requested/));
  });
});

describe('A5: archives that expand', () => {
  it('stops a gzip bomb at the limit of inflated bytes, within its time', async () => {
    const zeros = Array.from(
      { length: 26 },
      (_, index): TestEntry => [`web/f${index}`, new Uint8Array(4 * megabyte)],
    );
    const archive = await tarball([...goodChart, ...zeros]);
    expect(archive.length).toBeLessThan(megabyte);
    const started = performance.now();
    await expect(readChartArchive(archive)).rejects.toMatchObject(
      refused(/more than 104857600 bytes when inflated/),
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('stops tiny entries at the limit of entries', async () => {
    const tiny = Array.from({ length: 10_001 }, (_, index): TestEntry => [`web/templates/${index}`, '']);
    await expect(read([...goodChart, ...tiny])).rejects.toMatchObject(refused(/more than 10000 entries/));
  });

  it('stops a file above the limit before it is read', async () => {
    const large: TestEntry = ['web/templates/large.yaml', new Uint8Array(archiveLimits.file + 1)];
    await expect(read([...goodChart, large])).rejects.toMatchObject(
      refused(/"templates\/large.yaml" has more than/),
    );
  });

  it('refuses an archive above the limit without inflating it', async () => {
    await expect(readChartArchive(new Uint8Array(archiveLimits.compressed + 1))).rejects.toMatchObject(
      refused(/more than 20971520 bytes/),
    );
  });

  it('counts archives inside the archive against the same limits', async () => {
    const inner = await tarball(
      Array.from({ length: 26 }, (_, index) => [`dep/f${index}`, new Uint8Array(megabyte)]),
    );
    const nested = Array.from({ length: 4 }, (_, index): TestEntry => [`web/charts/dep${index}.tgz`, inner]);
    await expect(read([...goodChart, ...nested])).rejects.toMatchObject(refused(/when inflated/));
  });

  it('refuses a header with a larger size than its content', async () => {
    const tar = await packTar([
      { header: { name: 'web/Chart.yaml', size: 20 }, body: 'name: web\nversion: 1' },
    ]);
    await expect(readChartArchive(gzipSync(tar.slice(0, 520)))).rejects.toMatchObject(
      refused(/not a gzipped tar/),
    );
  });

  it.each([...'7SDVMNAZ'])(
    'refuses an entry of the type %j, which Helm could read otherwise',
    async (type) => {
      const tar = await packTar([...goodChart, ['web/templates/x.yaml', 'x'] as const].map(entryOf));
      const header = tar.subarray(tar.length - 4 * 512);
      expect(new TextDecoder().decode(header.subarray(0, 20))).toBe('web/templates/x.yaml');
      header.set(new TextEncoder().encode(type), 156);
      fixChecksum(header);
      await expect(readChartArchive(gzipSync(tar))).rejects.toMatchObject(
        refused(new RegExp(`an entry has the unknown type "${type}"`)),
      );
    },
  );

  it.each(['\x80\0\0\0\0\0\0\0\0\0\x02\0', '0000001\x00777 ', '00000000009\0'])(
    'refuses the size %j, which another reader could read otherwise',
    async (size) => {
      const tar = await packTar([...goodChart, ['web/pad', 'x'] as const].map(entryOf));
      const header = tar.subarray(tar.length - 4 * 512);
      header.set(Buffer.from(size, 'latin1'), 124);
      fixChecksum(header);
      await expect(readChartArchive(gzipSync(tar))).rejects.toMatchObject(refused(/not an octal number/));
    },
  );

  it('refuses a path of thousands of folders', async () => {
    const name = `web/${'a/'.repeat(4_000)}b`;
    await expect(read([...goodChart, [name, 'x']])).rejects.toMatchObject(
      refused(/more than 1024 characters/),
    );
  });

  it.each(['GNU.sparse.major', 'GNU.sparse.name', 'size'])('refuses the attribute %s', async (attribute) => {
    const entry: TestEntry = ['web/templates/x.yaml', { type: 'file', pax: { [attribute]: '1' } }];
    await expect(read([...goodChart, entry])).rejects.toMatchObject(
      refused(/not a gzipped tar|has the attribute/),
    );
  });

  it('refuses a global header that would rename entries, and accepts the comment of git', async () => {
    const global = (text: string): TestEntry => ['pax_global_header', text];
    const withType = async (text: string): Promise<Uint8Array> => {
      const tar = await packTar([global(text), ...goodChart].map(entryOf));
      tar.set(new TextEncoder().encode('g'), 156);
      fixChecksum(tar);
      return gzipSync(tar);
    };
    await expect(readChartArchive(await withType('24 path=web/values.yaml\n'))).rejects.toMatchObject(
      refused(/global header/),
    );
    expect(await readChartArchive(await withType(`52 comment=${'a'.repeat(40)}\n`))).toMatchObject({
      name: 'web',
    });
  });

  it('refuses a header with an impossible size', async () => {
    const tar = await packTar([{ header: { name: 'web/values.yaml', size: 1, type: 'file' }, body: 'x' }]);
    tar.set(new TextEncoder().encode('77777777777'), 124);
    fixChecksum(tar);
    await expect(readChartArchive(gzipSync(tar))).rejects.toMatchObject(
      refused(/has more than 5242880 bytes/),
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a file that is not gzip', new TextEncoder().encode('not an archive')],
    ['a truncated archive', gzipSync(new Uint8Array(2048)).slice(0, 12)],
    ['a file that is not tar', gzipSync('x'.repeat(2000))],
  ])('refuses %s', async (_, bytes) => {
    await expect(readChartArchive(bytes)).rejects.toMatchObject({ reason: 'InvalidChart' });
  });
});

/** POSIX pax, ustar header block: the sum of its bytes with the field itself as blanks. */
function fixChecksum(header: Uint8Array): void {
  header.fill(32, 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}
