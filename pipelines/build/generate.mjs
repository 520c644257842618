// Writes everything below promises/ that is derived; with --check it only tells what is not current.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importModule, root } from './bundle.mjs';

const promises = join(root, 'promises');
const isCheck = process.argv.includes('--check');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const { deriveFiles, deriveLists, staleFiles, writeGenerated } = await importModule(
  'pipelines/build/generate.ts',
);
// The lists first: they say which definitions there are.
const lists = isCheck ? [] : await writeGenerated(promises, await deriveLists(promises));
const { definitions } = await importModule('promises/index.ts');
const { services } = await importModule('promises/services.ts');
const files = await deriveFiles(promises, { definitions, services, version });

if (isCheck) {
  const stale = await staleFiles(promises, files);
  for (const { path } of stale) console.error(`promises/${path} is not current: run make generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const changed = [...lists, ...(await writeGenerated(promises, files))];
  for (const path of changed) console.log(`wrote promises/${path}`);
  if (changed.length === 0) console.log('everything is current');
}
