// Builds dist/: the container's program, the infraforge command, the locked charts and the licences of what is bundled.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { importModule, root } from './bundle.mjs';

const dist = join(root, 'dist');

/** Packages that are CommonJS inside call require(), which ES modules have not. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * The Kubernetes client is published without `sideEffects: false`, though its modules only define things: with the
 * mark what nobody uses is left out, which halves the chunk and its time to load.
 */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, pluginData, kind, importer, resolveDir }) => {
      if (pluginData === 'seen' || !/client-node/.test(path + resolveDir)) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: 'seen' });
      if (!/client-node/.test(found.path)) return { path: found.path, external: found.external };
      return { path: found.path, sideEffects: false };
    });
  },
};

function bundle(name, entry) {
  return build({
    absWorkingDir: root,
    entryPoints: { [name]: join(root, entry) },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    banner: { js: banner },
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}-chunks/[name]-[hash]`,
    legalComments: 'none',
    alias: {
      // The package's ES modules bundle smaller and start faster than its CommonJS ones for Node.
      yaml: join(root, 'node_modules/yaml/browser/index.js'),
      // node-fetch falls back to it where Node has no URL: 290 kB, and a warning on stderr about `punycode`.
      'whatwg-url': 'node:url',
    },
    plugins: [withoutSideEffects],
    metafile: true,
    logLevel: 'warning',
  });
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const outputs = await Promise.all([
  bundle('configure', 'pipelines/configure/main.ts'),
  bundle('infraforge', 'pipelines/cli/main.ts'),
]);

const { bundledLicences, printLicences } = await importModule('pipelines/build/bundled-licences.ts');
const inputs = outputs.flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(join(dist, 'LICENSES.txt'), printLicences(await bundledLicences(root, inputs)));

const { carryCharts } = await importModule('pipelines/build/carry-charts.ts');
await carryCharts({ promisesDir: join(root, 'promises'), outDir: join(dist, 'charts') });
