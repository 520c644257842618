import { buildSync } from 'esbuild';
import type { PromiseDefinition } from '../../shared/promise/define-promise.ts';
import { projectFolder } from './cases.ts';

/** Definitions with the quick checks instead of zod, as the build bundles them. */
export const quickDefinitions = await bundledDefinitions();

async function bundledDefinitions(): Promise<readonly PromiseDefinition[]> {
  const { outputFiles } = buildSync({
    absWorkingDir: projectFolder,
    entryPoints: ['promises/index.ts'],
    alias: { zod: './shared/promise/quick-zod.ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  const module = (await import(`data:text/javascript;base64,${code}`)) as {
    definitions: readonly PromiseDefinition[];
  };
  return module.definitions;
}
