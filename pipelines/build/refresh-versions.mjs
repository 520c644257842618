// Adds the versions that the images of the engines have in their registries to promises/image-versions.json.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importModule, root } from './bundle.mjs';

const path = join(root, 'promises/image-versions.json');
const { newVersions, refreshVersions } = await importModule('pipelines/build/image-versions.ts');
const { services } = await importModule('promises/services.ts');

const before = JSON.parse(await readFile(path, 'utf8'));
const oldest = Object.fromEntries(
  services.map(({ type, versions }) => [type, versions.series[0].versions[0]]),
);
const date = new Date().toISOString().slice(0, 10);
const { versions, failures } = await refreshVersions(before, { oldest, date });
await writeFile(path, `${JSON.stringify(versions, null, 2)}\n`);
const formatter = join(root, 'node_modules/@biomejs/biome/bin/biome');
execFileSync(process.execPath, [formatter, 'format', '--write', path], { cwd: root, stdio: 'ignore' });

const added = newVersions(versions, before);
console.log(added.length === 0 ? 'no new versions' : `new versions: ${added.join(', ')}`);
if (added.length > 0)
  console.log(
    'add them to the versions in promises/*/service.ts; promises/versions.test.ts lists what is missing',
  );
for (const failure of failures) console.error(failure);
if (failures.length > 0)
  console.error(
    'the recorded versions of these engines are unchanged; run it again on a machine with access',
  );
process.exitCode = failures.length === 0 ? 0 : 1;
