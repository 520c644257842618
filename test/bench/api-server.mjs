// The API server of the look-up, in a process of its own: what it serves is read from the file that is its argument,
// and once it listens it tells its parent a kubeconfig. It ends with its parent.
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
  // the test certificates lie beside the source
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
