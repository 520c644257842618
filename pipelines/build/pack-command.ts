import { basename } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { transform } from 'esbuild';

/** Brotli's default, 11, saves two percent of the size and takes more than twice as long. */
const quality = 10;

/**
 * Packs the modules of a bundle for `pipelines/cli/packed.ts`, by name: as CommonJS, which a program can load without a
 * file, and with a call of `load()` for each `import()`.
 *
 * @param modules ES modules as esbuild prints them, of one folder
 */
export async function packModules(
  modules: readonly { readonly path: string; readonly text: string }[],
): Promise<Record<string, string>> {
  const packed = modules.map(async ({ path, text }) => {
    const code = text.replaceAll(/(?<![.\w$])import\(/g, 'load(');
    const { code: common } = await transform(code, { format: 'cjs', minify: true, target: 'node20.19' });
    return [`./${basename(path)}`, pack(Buffer.from(common))] as const;
  });
  return Object.fromEntries(await Promise.all(packed));
}

/** Packs files for `pipelines/cli/packed.ts`. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, content]) => [path, pack(content)]));
}

function pack(content: Uint8Array): string {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).toString(
    'base64',
  );
}
