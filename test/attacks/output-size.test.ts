import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import { deliveredOutcome, failedOutcome, type Outcome } from '../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';
import { temporaryVolumes } from '../support/temporary-folder.ts';

/** `--max-request-bytes` of etcd. */
const etcdLimit = 1.5 * 1024 * 1024;

test('A25: a thousand files that Kubernetes cannot store are refused with their number', () => {
  const outcome = outcomeFor(bundleOf(1000, 2500));
  expect(outcome).toMatchObject({ outcome: 'refused', status: { failure: { reason: 'OutputTooLarge' } } });
  expect((outcome.status as { message: string }).message).toMatch(
    /Output too large: 1\.\d\d MiB compressed \(1000 files\)/,
  );
  const volumes = temporaryVolumes();
  writeOutcome(volumes, outcome);
  expect(readdirSync(volumes.output)).toEqual([]);
  expect(readdirSync(volumes.metadata).sort()).toEqual(['status.yaml', 'workflow-control.yaml']);
});

test('A25: a thousand ordinary files are delivered', () => {
  expect(outcomeFor(bundleOf(1000, 300)).outcome).toBe('delivered');
});

test('A25: the largest output that is delivered fits into etcd with room for the rest of the Work', () => {
  let fitting = new Map<string, string>();
  for (let files = 100; ; files += 50) {
    const larger = bundleOf(files, 6000);
    if (outcomeFor(larger).outcome === 'refused') break;
    fitting = larger;
  }
  const workloads = [...fitting].map(([filepath, content]) => ({
    content: gzipSync(content).toString('base64'),
    filepath,
  }));
  const size = JSON.stringify(workloads).length;
  expect(size).toBeGreaterThan(etcdLimit / 2);
  expect(size).toBeLessThan(etcdLimit * 0.9);
});

/** Returns files of hexadecimal noise, which compresses to about half; the same in every run. */
function bundleOf(count: number, characters: number): Map<string, string> {
  const files = new Map<string, string>();
  for (let file = 0; file < count; file++) {
    let text = '';
    for (let block = 0; text.length < characters; block++) {
      text += createHash('sha512').update(`${file}/${block}`).digest('hex');
    }
    files.set(`environments/nonprod/dev/applications/app-${file}/values.yaml`, text.slice(0, characters));
  }
  return files;
}

function outcomeFor(files: Map<string, string>): Outcome {
  try {
    return deliveredOutcome({ files, status: { message: 'delivered' } });
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return failedOutcome(error);
  }
}
