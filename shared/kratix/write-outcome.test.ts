import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTree } from '../../test/support/read-tree.ts';
import { temporaryFolder, temporaryVolumes } from '../../test/support/temporary-folder.ts';
import { problem, RequestError } from '../errors.ts';
import { deliveredOutcome, failedOutcome } from './outcome.ts';
import { readStatus } from './status.ts';
import { writeOutcome } from './write-outcome.ts';

const files = new Map([
  ['environments/nonprod/dev/applications/shop/values.yaml', 'replicas: 2\n'],
  ['environments/nonprod/dev/applications/shop/application.yaml', 'kind: Application\n'],
]);
const delivery = deliveredOutcome({
  files,
  status: { message: '1 application delivered to dev', releases: [{ name: 'shop', port: 80 }] },
});
const refusal = failedOutcome(new RequestError('InvalidRequest', [problem('spec.environment', 'Required')]));

test('writeOutcome() writes the files of a delivery, and a status that clears an earlier failure', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, delivery);
  expect(readTree(volumes.output)).toEqual(Object.fromEntries(files));
  expect(readdirSync(volumes.metadata)).toEqual(['status.yaml']);
  expect(readStatus(volumes)).toEqual({
    message: '1 application delivered to dev',
    releases: [{ name: 'shop', port: 80 }],
    failure: null,
    warnings: [],
  });
});

test('writeOutcome() writes the destination selectors of a delivery', () => {
  const volumes = temporaryVolumes();
  const destinationSelectors = [{ directory: 'environments', matchLabels: { zone: 'a' } }];
  writeOutcome(volumes, { ...delivery, destinationSelectors });
  expect(readTree(volumes.metadata)['destination-selectors.yaml']).toBe(
    '- directory: environments\n  matchLabels:\n    zone: a\n',
  );
});

test('writeOutcome() writes workflow control and the failure of a refusal, but no output', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, refusal);
  expect(readdirSync(volumes.output)).toEqual([]);
  expect(readdirSync(volumes.metadata).sort()).toEqual(['status.yaml', 'workflow-control.yaml']);
  expect(readStatus(volumes)).toEqual(refusal.status);
  expect(Object.keys(refusal.status).sort()).toEqual(['failure', 'message', 'warnings']);
  expect(readTree(volumes.metadata)['workflow-control.yaml']).toBe(
    'message: "Refused: spec.environment: Required"\nretryAfter: 5m\n',
  );
});

test.each([
  ['a delivery', delivery, refusal],
  ['a refusal', refusal, delivery],
])('writeOutcome() writes %s over an earlier attempt as on empty volumes', (_, outcome, first) => {
  const [fresh, used] = [temporaryVolumes(), temporaryVolumes()];
  writeOutcome(fresh, outcome);
  writeOutcome(used, first);
  mkdirSync(join(used.output, 'environments/nonprod/dev/applications/old'), { recursive: true });
  writeFileSync(join(used.output, 'environments/nonprod/dev/applications/old/values.yaml'), 'old');
  writeFileSync(join(used.metadata, '.status.yaml.unfinished'), 'half');
  symlinkSync(temporaryFolder(), join(used.output, 'link'));
  writeOutcome(used, outcome);
  expect([readTree(used.output), readTree(used.metadata)]).toEqual([
    readTree(fresh.output),
    readTree(fresh.metadata),
  ]);
  expect(readdirSync(used.output)).toEqual(readdirSync(fresh.output));
});

test('writeOutcome() writes no status if the output cannot be written', () => {
  const volumes = temporaryVolumes();
  writeOutcome(volumes, delivery);
  expect(() => writeOutcome(volumes, { ...delivery, files: new Map([['../x', '']]) })).toThrow(
    'the segment ".."',
  );
  expect([readdirSync(volumes.output), readdirSync(volumes.metadata)]).toEqual([[], []]);
});
