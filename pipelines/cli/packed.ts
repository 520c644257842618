// The beginning of dist/infraforge.mjs: the command and its files are packed into that one file, and each part is
// unpacked when it is first needed. Parsing all of the code at every start would take longer than most commands do.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import type * as Main from './main.ts';

/** Content by path, compressed with Brotli and encoded in base64; the build defines it. */
declare const packed: {
  readonly modules: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
};

/** Modules by name, including those that are still loading. */
const modules = new Map<string, { exports: object }>();
const requireFromNode = createRequire(import.meta.url);

function unpack(text: string): Buffer {
  return brotliDecompressSync(Buffer.from(text, 'base64'));
}

/** Returns the exports of a module as CommonJS does: within a cycle, those that exist so far. */
function requireModule(name: string): object {
  const text = packed.modules[name];
  if (text === undefined) return requireFromNode(name);
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const parameters = ['module', 'require', 'load'];
  const run = compileFunction(unpack(text).toString(), parameters, { filename: `infraforge.mjs/${name}` });
  run(module, requireModule, load);
  return module.exports;
}

/** Replaces `import()` in packed modules. */
async function load(specifier: string): Promise<object> {
  return specifier in packed.modules ? requireModule(specifier) : import(specifier);
}

const { main } = requireModule('./main.mjs') as typeof Main;
await main({
  folder: dirname(fileURLToPath(import.meta.url)),
  files: {
    paths: Object.keys(packed.files),
    read: (path) => unpack(packed.files[path] ?? ''),
  },
});
