import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Front end to bundle. */
export interface FrontEnd {
  readonly entry: string;
  /** Folder that the packages are installed in. */
  readonly packages: string;
  readonly outdir: string;
}

/** Bundles a Backstage front end without Backstage's tools. Three modules of Node have replacements in a browser. */
export async function bundleFrontEnd({ entry, packages, outdir }: FrontEnd): Promise<void> {
  const modules = join(packages, 'node_modules');
  await build({
    entryPoints: { index: entry },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    nodePaths: [modules],
    alias: {
      stream: join(modules, 'stream-browserify'),
      buffer: join(modules, 'buffer/'),
      // not the version of this project
      react: join(modules, 'react'),
      'react-dom-client': join(modules, 'react-dom/client.js'),
      'react-dom/client': join(dirname(entry), 'react-dom-client.js'),
    },
    inject: [join(dirname(entry), 'node-globals.js')],
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.HAS_REACT_DOM_CLIENT': 'true',
      global: 'globalThis',
    },
    loader: Object.fromEntries(
      ['.png', '.svg', '.jpg', '.gif', '.woff', '.woff2', '.ttf', '.eot', '.md'].map((ending) => [
        ending,
        'file',
      ]),
    ),
    logLevel: 'error',
    logOverride: { 'commonjs-variable-in-esm': 'silent' },
  });
}
