import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryVolumes } from '../../test/support/temporary-folder.ts';
import { checkStatus, mergeStatus, readStatus, writeStatus } from './status.ts';
import { cleanVolumes } from './volumes.ts';

test('readStatus() returns what writeStatus() wrote, including nulls and nested values', () => {
  const volumes = temporaryVolumes();
  cleanVolumes(volumes);
  const status = {
    message: 'no',
    failure: null,
    releases: [{ name: 'shop', port: 80, protected: false }],
    warnings: [],
  };
  writeStatus(volumes, status);
  expect(readStatus(volumes)).toEqual(status);
});

test('readStatus() returns undefined without a file', () => {
  expect(readStatus(temporaryVolumes())).toBeUndefined();
});

test('readStatus() refuses invalid YAML', () => {
  const volumes = temporaryVolumes();
  mkdirSync(volumes.metadata);
  writeFileSync(join(volumes.metadata, 'status.yaml'), 'a: [');
  expect(() => readStatus(volumes)).toThrow(expect.objectContaining({ reason: 'InvalidRequest' }));
});

test('checkStatus() refuses the key that is reserved for Kratix', () => {
  expect(() => checkStatus({ message: 'x', kratix: { workflows: {} } })).toThrow(
    '"kratix": reserved for Kratix',
  );
  expect(() => checkStatus({ connection: { kratix: 1 } })).not.toThrow();
});

test.each(['ConfigureWorkflowCompleted', 'DeleteWorkflowCompleted', 'Reconciled', 'WorksSucceeded'])(
  'checkStatus() refuses the condition %s, which Kratix sets',
  (type) => {
    expect(() => checkStatus({ conditions: [{ type: 'Ready' }, { type }] })).toThrow(
      `condition "${type}" is reserved for Kratix`,
    );
  },
);

test('checkStatus() accepts conditions of other types, and refuses malformed conditions', () => {
  expect(() => checkStatus({ conditions: [{ type: 'Ready', status: 'True' }] })).not.toThrow();
  expect(() => checkStatus({ conditions: { type: 'Ready' } })).toThrow('expected a list');
  expect(() => checkStatus({ conditions: [null] })).toThrow('expected a type in each condition');
});

test.each([
  ['a', { a: undefined }, 'undefined'],
  ['a.b[1]', { a: { b: [1, undefined] } }, 'undefined'],
  ['a', { a: Number.NaN }, 'NaN'],
  ['a', { a: 1n }, 'bigint'],
  ['a', { a: new Date(0) }, 'object'],
  ['a', { a: new Map() }, 'object'],
])('checkStatus() refuses a value that is not JSON at %s', (path, status, found) => {
  expect(() => checkStatus(status)).toThrow(`Write status "${path}": expected JSON, found ${found}`);
});

test('mergeStatus() replaces whole keys, keeps omitted keys and keeps null', () => {
  const existing = {
    message: 'old',
    releases: [{ name: 'a' }, { name: 'b' }],
    connection: { host: 'x', port: 1 },
  };
  const merged = mergeStatus(existing, { message: 'new', failure: null, connection: { host: 'y' } });
  expect(merged).toEqual({
    message: 'new',
    failure: null,
    releases: [{ name: 'a' }, { name: 'b' }],
    connection: { host: 'y' },
  });
});

test('mergeStatus() merges conditions by their type', () => {
  const reconciled = { type: 'Reconciled', status: 'True' };
  const existing = { conditions: [reconciled, { type: 'Ready', status: 'False' }] };
  const merged = mergeStatus(existing, { conditions: [{ type: 'Ready', status: 'True' }] });
  expect(merged).toEqual({ conditions: [reconciled, { type: 'Ready', status: 'True' }] });
});
