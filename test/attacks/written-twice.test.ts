import { expect, test } from 'vitest';
import { deliveredOutcome } from '../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';
import { readTree } from '../support/read-tree.ts';
import { temporaryVolumes } from '../support/temporary-folder.ts';

const files: readonly [string, string][] = [
  ['b/values.yaml', 'b: 1\n'],
  ['a/values.yaml', 'a: 1\n'],
];

test('A28: two runs of a request write the same bytes, in whatever order they build them', () => {
  const [first, second] = [temporaryVolumes(), temporaryVolumes()];
  const status = { message: 'delivered', releases: [{ name: 'a', port: 80 }] };
  const reordered = { releases: [{ port: 80, name: 'a' }], message: 'delivered' };
  writeOutcome(first, deliveredOutcome({ files: new Map(files), status }));
  writeOutcome(second, deliveredOutcome({ files: new Map([...files].reverse()), status: reordered }));
  writeOutcome(second, deliveredOutcome({ files: new Map(files), status: reordered }));
  expect([readTree(second.output), readTree(second.metadata)]).toEqual([
    readTree(first.output),
    readTree(first.metadata),
  ]);
});

test('A28: the output contains neither the time nor the folder of its run', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, deliveredOutcome({ files: new Map(files), status: { message: 'delivered' } }));
  const everything = JSON.stringify([readTree(volumes.output), readTree(volumes.metadata)]);
  expect(everything).not.toContain(new Date().getUTCFullYear().toString());
  expect(everything).not.toContain(volumes.output);
});
