import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { RequestError } from '../errors.ts';
import { checkOutputSize, collectOutput, maxOutputSize, maxWorkSize, workSize } from './output-size.ts';

test('workSize() returns the size of the JSON for the files in a Work', () => {
  const files = new Map([
    ['a/values.yaml', 'replicas: 1\n'.repeat(500)],
    ['b/application.yaml', noise(5000)],
  ]);
  const workloads = [...files].map(([filepath, content]) => ({
    content: gzipSync(content).toString('base64'),
    filepath,
  }));
  expect(gunzipSync(Buffer.from(workloads[0]!.content, 'base64')).toString()).toBe(
    files.get('a/values.yaml'),
  );
  expect(workSize(files)).toBe(JSON.stringify(workloads).length - 1);
});

test('checkOutputSize() accepts text that compresses below the limit', () => {
  const files = new Map([['values.yaml', 'image: ghcr.io/example/shop\n'.repeat(400_000)]]);
  expect(files.get('values.yaml')!.length).toBeGreaterThan(8 * maxWorkSize);
  expect(() => checkOutputSize(files)).not.toThrow();
});

test('collectOutput() stops at the first file beyond the limit', () => {
  let rendered = 0;
  function* entries(): Generator<[string, string]> {
    for (; rendered < 100; rendered++) yield [`${rendered}/values.yaml`, 'x'.repeat(maxOutputSize / 4)];
  }
  expect(() => collectOutput(entries())).toThrow(/^Output too large: more than 16\.00 MiB \(4 files\)/);
  expect(rendered).toBe(4);
  expect([
    ...collectOutput([
      ['a', '1'],
      ['b', '2'],
    ]),
  ]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
});

test('checkOutputSize() reports the size, the number of files and the limit', () => {
  const files = new Map(
    Array.from({ length: 1000 }, (_, index) => [`${index}/values.yaml`, noise(1500, index)]),
  );
  const refusal = caught(() => checkOutputSize(files));
  expect(refusal).toBeInstanceOf(RequestError);
  expect(refusal).toMatchObject({ reason: 'OutputTooLarge' });
  expect((refusal as Error).message).toMatch(
    /^Output too large: \d\.\d\d MiB compressed \(1000 files\), .* at most 1\.25 MiB/,
  );
});

test('checkOutputSize() accepts exactly the limit', () => {
  const files = new Map([['a', noise(3000)]]);
  const size = workSize(files);
  expect(() => checkOutputSize(files, size)).not.toThrow();
  expect(() => checkOutputSize(files, size - 1)).toThrow('Output too large');
});

/** Returns deterministic text that does not compress well. */
function noise(length: number, seed = 0): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    text += createHash('sha512').update(`${seed}/${block}`).digest('base64');
  }
  return text.slice(0, length);
}

function caught(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
