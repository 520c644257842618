import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryVolumes } from '../../test/support/temporary-folder.ts';
import type { Volumes } from './contract.ts';
import { cleanVolumes } from './volumes.ts';
import { writeRetryAfter, writeSuspend } from './workflow-control.ts';

test('writeSuspend() writes suspend and message', () => {
  const volumes = cleanTemporaryVolumes();
  writeSuspend(volumes, 'Refused: spec.replicas: too big');
  expect(controlOf(volumes)).toBe('message: "Refused: spec.replicas: too big"\nsuspend: true\n');
});

test('writeRetryAfter() writes a Go duration and the message, but no suspend', () => {
  const volumes = cleanTemporaryVolumes();
  writeRetryAfter(volumes, { retryAfter: '1h30m', message: 'no answer' });
  expect(controlOf(volumes)).toBe('message: no answer\nretryAfter: 1h30m\n');
});

test.each(['1d', '', '90', '0', '-5m'])('writeRetryAfter() refuses "%s" and writes nothing', (retryAfter) => {
  const volumes = cleanTemporaryVolumes();
  expect(() => writeRetryAfter(volumes, { retryAfter, message: 'x' })).toThrow(RangeError);
  expect(existsSync(join(volumes.metadata, 'workflow-control.yaml'))).toBe(false);
});

test('writeRetryAfter() replaces an earlier suspend', () => {
  const volumes = cleanTemporaryVolumes();
  writeSuspend(volumes, 'first');
  writeRetryAfter(volumes, { retryAfter: '90s', message: 'second' });
  expect(controlOf(volumes)).not.toContain('suspend');
});

function cleanTemporaryVolumes(): Volumes {
  const volumes = temporaryVolumes();
  cleanVolumes(volumes);
  return volumes;
}

function controlOf(volumes: Volumes): string {
  return readFileSync(join(volumes.metadata, 'workflow-control.yaml'), 'utf8');
}
