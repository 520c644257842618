/* Delivers files of 4 KiB as the container does, in a separate process that a test can kill or give too little disk. */

import { join } from 'node:path';
import { deliveredOutcome } from '../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../shared/kratix/write-outcome.ts';

/** Argument of the program, in JSON. */
interface Argument {
  readonly folder: string;
  /** Number of files. */
  readonly files: number;
  /** Position of the file before which the process is killed. */
  readonly killAt?: number;
}

/** Files that kill the process while they are written. Earlier checks read only their paths. */
class KillingFiles extends Map<string, string> {
  killAt = Number.POSITIVE_INFINITY;
  override *[Symbol.iterator](): MapIterator<[string, string]> {
    let position = 0;
    for (const file of this.entries()) {
      if (position++ === this.killAt) process.kill(process.pid, 'SIGKILL');
      yield file;
    }
  }
}

const { folder, files: count, killAt } = JSON.parse(process.argv[2] ?? '') as Argument;
const files = new KillingFiles();
for (let index = 0; index < count; index++) files.set(`releases/${index}/values.yaml`, 'x'.repeat(4096));
const volumes = {
  input: join(folder, 'input'),
  output: join(folder, 'output'),
  metadata: join(folder, 'metadata'),
};
const outcome = deliveredOutcome({ files, status: { message: `${count} releases delivered` } });
if (killAt !== undefined) files.killAt = killAt;
writeOutcome(volumes, outcome);
