import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { parseManifestSource, readManifest } from './manifest.ts';

const text = `# a comment
apiVersion: stable.example.com/v1
kind: Widget
metadata: {name: first, namespace: widgets}
---
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.stable.example.com}
---
apiVersion: v1
kind: Namespace
metadata: {name: widgets}
`;

function fileWith(content: string): string {
  const file = join(temporaryFolder(), 'manifest.yaml');
  writeFileSync(file, content);
  return file;
}

it('readManifest() returns namespaces and definitions first', async () => {
  const { objects } = await readManifest({ location: fileWith(text) });
  expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'CustomResourceDefinition', 'Widget']);
});

it('readManifest() downloads a URL, and reports its status', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/manifest.yaml' }).end();
    else response.writeHead(request.url === '/manifest.yaml' ? 200 : 404).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect((await readManifest({ location: `${base}/moved` })).objects).toHaveLength(3);
    await expect(readManifest({ location: `${base}/absent` })).rejects.toThrow(`${base}/absent: status 404`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  await expect(readManifest({ location: 'http://127.0.0.1:1' })).rejects.toThrow(/127\.0\.0\.1:1: .+/);
});

it.each([
  ['kind: [', 'line 1: invalid YAML'],
  ['a: 1\na: 2\n', 'line 2: invalid YAML'],
  ['just text', 'document 1 is not a Kubernetes object'],
  ['kind: Namespace\nmetadata: {name: a}\n---\nkind: Namespace\n', 'document 2 is not a Kubernetes object'],
  ['', 'contains no objects'],
])('readManifest() refuses %j', async (content, reason) => {
  await expect(readManifest({ location: fileWith(content) })).rejects.toMatchObject({
    message: expect.stringContaining(reason),
    hint: expect.stringContaining('--help'),
  });
});

it('readManifest() reports a file that does not exist', async () => {
  await expect(readManifest({ location: '/no/such/manifest.yaml' })).rejects.toThrow(
    'cannot read the manifest /no/such/manifest.yaml: no such file',
  );
});

it('readManifest() refuses another checksum before it parses anything', async () => {
  const found = createHash('sha256').update('kind: [').digest('hex');
  const [location, sha256] = [fileWith('kind: ['), '0'.repeat(64)];
  await expect(readManifest({ location, sha256 })).rejects.toMatchObject({
    message: `the manifest ${location} has another checksum: expected sha256 ${sha256}, found ${found}`,
    hint: expect.stringContaining('nothing was changed'),
  });
  const right = createHash('sha256').update(text).digest('hex');
  expect(await readManifest({ location: fileWith(text), sha256: right })).toMatchObject({ found: right });
});

it('parseManifestSource() separates the checksum from the path or URL', () => {
  const sha256 = 'a1'.repeat(32);
  expect(parseManifestSource(`https://example.com/a.yaml#sha256=${sha256.toUpperCase()}`)).toEqual({
    location: 'https://example.com/a.yaml',
    sha256,
  });
  expect(parseManifestSource('./a#b.yaml')).toEqual({ location: './a#b.yaml' });
  expect(() => parseManifestSource('a.yaml#sha256=abc')).toThrow(
    'invalid checksum of the manifest a.yaml#sha256=abc',
  );
});
