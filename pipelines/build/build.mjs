// Builds dist/: the container's program with its charts, the infraforge command as one file, and the licences of what
// is bundled.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { importModule, reportProblems, root } from './bundle.mjs';

const dist = join(root, 'dist');

/** Defines require() for bundled CommonJS packages, because ES modules lack it. Only Node's modules are not bundled. */
const banner = 'const require=process.getBuiltinModule;';

/** Returns whether Node 24 warns of a constant of `node:fs` as soon as it is read (Node, DEP0176). */
const isDeprecated = (name) => /^[FRWX]_OK$/.test(name);

/**
 * Takes Node's modules from `process.getBuiltinModule()`, and only the exports that are used. An import statement reads every
 * export, and some load further modules when they are read: those of `node:fs` load all streams.
 */
const builtinModules = {
  name: 'builtin-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /./, namespace: 'builtin' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(
        (name) => name !== 'default' && !isDeprecated(name),
      );
      const exports = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`);
      const module = `const module = process.getBuiltinModule('${path}');`;
      return { contents: [module, 'export default module;', ...exports].join('\n') };
    });
  },
};

const kubernetesClient = join(root, 'node_modules/@kubernetes/client-node/dist');

/**
 * Marks the Kubernetes client as free of side effects. Its modules only define things, but the package does not declare
 * `sideEffects: false`. With the mark, unused code is left out, which halves the chunk and its time to load. Its imports
 * name whole files; esbuild's own resolve() would take longer than the rest of the build.
 */
const withoutSideEffects = {
  name: 'without-side-effects',
  setup({ onResolve }) {
    onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({
      path: join(kubernetesClient, 'index.js'),
      sideEffects: false,
    }));
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) =>
      resolveDir.startsWith(kubernetesClient)
        ? { path: join(resolveDir, path), sideEffects: false }
        : undefined,
    );
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  alias: {
    // The package's ES modules bundle smaller and start faster than its CommonJS ones for Node.
    yaml: join(root, 'node_modules/yaml/browser/index.js'),
    // node-fetch falls back to it where Node has no URL: 290 kB, and a warning on stderr about `punycode`.
    'whatwg-url': 'node:url',
    // debug loads it only if it is installed, as it is here for the tests. Any module without levels turns colours off.
    'supports-color': 'node:url',
  },
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  plugins: [builtinModules, withoutSideEffects],
  metafile: true,
  // A schema calls a function that the quick checks lack.
  logOverride: { 'import-is-undefined': 'error' },
  logLevel: 'warning',
};

/**
 * Makes the quick program one file. Replaces zod and the YAML parser with their quick counterparts, and leaves everything
 * that is loaded on demand to the complete program, except the look-up of requests and the entities of a catalog.
 */
const quickProgram = {
  name: 'quick-program',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: join(root, 'shared/promise/quick-zod.ts') }));
    onResolve({ filter: /\/yaml\.ts$/ }, () => ({ path: join(root, 'shared/yaml/quick-yaml.ts') }));
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' && !/\/(api-server-requests|catalog-files)\.ts$/.test(path)
        ? { path, namespace: 'left-out' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('Only the complete program loads ${path}');`,
    }));
  },
};

const container = { ...shared, banner: { js: banner } };

function buildQuickProgram() {
  return build({
    ...container,
    entryPoints: { configure: join(root, 'pipelines/configure/quick.ts') },
    plugins: [quickProgram, ...shared.plugins],
  });
}

function buildCompleteProgram() {
  return build({
    ...container,
    entryPoints: { complete: join(root, 'pipelines/configure/main.ts') },
    splitting: true,
    chunkNames: 'complete-chunks/[name]-[hash]',
  });
}

function splitCommand() {
  return build({
    ...shared,
    entryPoints: { main: join(root, 'pipelines/cli/main.ts') },
    splitting: true,
    chunkNames: '[name]-[hash]',
    write: false,
  });
}

function buildCommand(packed) {
  return build({
    ...shared,
    entryPoints: { infraforge: join(root, 'pipelines/cli/packed.ts') },
    define: { packed: JSON.stringify(packed) },
  });
}

/** Builds the package for a Backstage backend, which brings its own packages. */
function buildBackstagePackage(kinds) {
  return build({
    ...shared,
    entryPoints: { index: join(root, 'shared/backstage/index.ts') },
    outdir: join(dist, 'backstage'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node22',
    external: ['@backstage/*'],
    plugins: [],
    define: { requestKinds: JSON.stringify(kinds) },
  });
}

/** Builds the package for a Backstage front end, which brings React as well. */
function buildBackstageFrontEnd() {
  return build({
    ...shared,
    entryPoints: { frontend: join(root, 'shared/backstage/frontend/index.ts') },
    outdir: join(dist, 'backstage'),
    platform: 'browser',
    target: 'es2022',
    external: ['@backstage/*', 'react', 'react-router-dom'],
    plugins: [],
  });
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const { definitions } = await importModule('promises/index.ts');
const { apiVersion } = await importModule('shared/api-version.ts');
const kinds = definitions.map(({ name, kind, plural }) => ({ apiVersion, kind, plural, promise: name }));
const [quick, complete, command] = await Promise.all([
  buildQuickProgram(),
  buildCompleteProgram(),
  splitCommand(),
  buildBackstagePackage(kinds),
  buildBackstageFrontEnd(),
]);
await copyFile(join(root, 'shared/backstage/package.json'), join(dist, 'backstage/package.json'));

const { bundledLicences, printLicences } = await importModule('pipelines/build/bundled-licences.ts');
const inputs = [quick, complete, command].flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(join(dist, 'LICENSES.txt'), printLicences(await bundledLicences(root, inputs)));

const { carryCharts } = await importModule('pipelines/build/carry-charts.ts');
await reportProblems(() =>
  carryCharts({
    promisesDir: join(root, 'promises'),
    outDir: join(dist, 'charts'),
    schemaDir: join(root, 'shared/schema'),
  }),
);

const { packFiles, packModules } = await importModule('pipelines/build/pack-command.ts');
const { readBuiltInFiles } = await importModule('pipelines/build/built-in-files.ts');
const files = packFiles(await readBuiltInFiles(root, join(dist, 'charts')));
await buildCommand({ modules: await packModules(command.outputFiles), files });
