import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryVolumes } from '../../test/support/temporary-folder.ts';
import type { Volumes } from './contract.ts';
import {
  type DestinationSelector,
  readDestinationSelectors,
  writeDestinationSelectors,
} from './destination-selectors.ts';
import { writeOutput } from './output.ts';
import { cleanVolumes } from './volumes.ts';

const matchLabels = { 'infraforge.io/state-store': 'default' };

test('readDestinationSelectors() returns what writeDestinationSelectors() wrote', () => {
  const volumes = volumesWith('dev/values.yaml');
  const selectors = [{ matchLabels }, { directory: 'dev', matchLabels: { environment: 'dev', zone: 'no' } }];
  writeDestinationSelectors(volumes, selectors);
  expect(readDestinationSelectors(volumes)).toEqual(selectors);
  expect(readFileSync(join(volumes.metadata, 'destination-selectors.yaml'), 'utf8')).toContain('zone: "no"');
});

test('readDestinationSelectors() returns an empty list without a file', () => {
  expect(readDestinationSelectors(temporaryVolumes())).toEqual([]);
});

test.each<[string, readonly DestinationSelector[]]>([
  ['a selector without matchLabels', [{ matchLabels: {} }]],
  ['two selectors for one directory', [{ matchLabels }, { matchLabels }]],
  [
    'two selectors for one directory',
    [
      { directory: 'dev', matchLabels },
      { directory: 'dev', matchLabels },
    ],
  ],
  ['not at the root of the output', [{ directory: 'dev/a', matchLabels }]],
  ['the segment ".."', [{ directory: '..', matchLabels }]],
  ['"prod" is not a folder of the output', [{ directory: 'prod', matchLabels }]],
  ['"file" is not a folder of the output', [{ directory: 'file', matchLabels }]],
  ['a label that is not a string', [{ matchLabels: { a: 1 as unknown as string } }]],
])('writeDestinationSelectors() refuses %s', (message, selectors) => {
  expect(() => writeDestinationSelectors(volumesWith('dev/a/values.yaml', 'file'), selectors)).toThrow(
    message,
  );
});

function volumesWith(...paths: string[]): Volumes {
  const volumes = temporaryVolumes();
  cleanVolumes(volumes);
  writeOutput(volumes, new Map(paths.map((path) => [path, ''])));
  return volumes;
}
