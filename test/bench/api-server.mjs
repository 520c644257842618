// The API server of the look-up, in its own process. It serves the resources of the file in its argument, sends a
// kubeconfig to its parent as soon as it listens, and ends with its parent.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const source = join(root, 'test/support/api-server.ts');
const outfile = join(root, '.cache/build/bench/api-server.mjs');

await build({
  entryPoints: [source],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  // The test certificates are next to the source.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(source).href) },
});
const { certificateAuthority, startApiServer } = await import(pathToFileURL(outfile).href);
const { url, token } = await startApiServer(JSON.parse(readFileSync(process.argv[2], 'utf8')));
process.on('disconnect', () => process.exit());
process.send({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    { name: 'bench', cluster: { server: url, 'certificate-authority-data': btoa(certificateAuthority) } },
  ],
  users: [{ name: 'bench', user: { token } }],
  contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  'current-context': 'bench',
});
