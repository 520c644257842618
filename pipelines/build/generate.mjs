// Writes every derived file; with --check it only reports those that are not current.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importModule, reportProblems, root } from './bundle.mjs';

const promises = join(root, 'promises');
const isCheck = process.argv.includes('--check');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

const { deriveFiles, deriveLists, staleFiles, writeGenerated } = await importModule(
  'pipelines/build/generate.ts',
);
// The lists first, because they name the definitions.
const lists = isCheck
  ? []
  : await writeGenerated(promises, await reportProblems(() => deriveLists(promises)));
const { definitions } = await importModule('promises/index.ts');
const { services } = await importModule('promises/services.ts');
const { operators } = await importModule('promises/operators.ts');
const { deriveCommandFiles } = await importModule('pipelines/cli/derive-files.ts');
const { listBumpedCharts, readLock } = await importModule('pipelines/charts/charts.ts');
const before = await readLock(promises);
const files = await reportProblems(() =>
  deriveFiles(promises, { definitions, services, operators, version }),
);
const commandFiles = deriveCommandFiles(root);

if (isCheck) {
  const stale = [
    ...(await staleFiles(promises, files)).map(({ path }) => `promises/${path}`),
    ...(await staleFiles(root, commandFiles)).map(({ path }) => path),
  ];
  for (const path of stale) console.error(`${path} is not current: run make generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const inPromises = [...lists, ...(await writeGenerated(promises, files))].map((path) => `promises/${path}`);
  const changed = [...inPromises, ...(await writeGenerated(root, commandFiles))];
  for (const path of changed) console.log(`wrote ${path}`);
  if (changed.length === 0) console.log('everything is current');
  // A new version has other digests and may have other defaults: the diff of the goldens shows them to a reviewer.
  const bumped = await listBumpedCharts(promises, before);
  if (bumped.length > 0) {
    console.log(`new version of ${bumped.join(', ')}: rewriting the expected output of the cases`);
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/cases.test.ts', '--reporter=dot'],
      { cwd: root, stdio: 'inherit', env: { ...process.env, UPDATE_GOLDEN: '1' } },
    );
  }
}
