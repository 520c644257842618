import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryVolumes } from '../../test/support/temporary-folder.ts';
import type { Volumes } from './contract.ts';
import { getStatus, getValue, parseObject, readPromiseInput, readResourceInput } from './object.ts';

/** Request as Kratix's reader writes it: with sorted keys, managedFields and the status of the last run. */
const request = `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"platform.infraforge.io/v1","kind":"ApplicationClaim","spec":{}}
  creationTimestamp: "2026-01-02T03:04:05Z"
  finalizers:
  - kratix.io/work-cleanup
  generation: 3
  managedFields:
  - apiVersion: platform.infraforge.io/v1
    fieldsType: FieldsV1
    fieldsV1:
      f:spec:
        .: {}
        f:applications:
          k:{"name":"shop"}:
            .: {}
            f:name: {}
    manager: kubectl
    operation: Apply
    time: "2026-01-02T03:04:05Z"
  name: shop
  namespace: team-a
  resourceVersion: "1234"
  uid: 0b5c2e5e-9d34-4d0e-8d5f-1c0e6a1f7a10
spec:
  applications:
  - enabled: false
    name: shop
  environment: dev
status:
  kratix:
    workflows:
      pipelines:
      - name: configure
        phase: Succeeded
  message: delivered
`;

test('readResourceInput() returns the live object without managedFields', () => {
  const object = readResourceInput(volumesWith(request));
  expect(object.metadata).toMatchObject({
    name: 'shop',
    namespace: 'team-a',
    generation: 3,
    uid: expect.any(String),
  });
  expect(getValue(object, 'spec.applications')).toEqual([{ enabled: false, name: 'shop' }]);
  expect(object.metadata).not.toHaveProperty('managedFields');
});

test('readPromiseInput() accepts only a Promise of Kratix', () => {
  const promise = 'apiVersion: platform.kratix.io/v1alpha1\nkind: Promise\nmetadata:\n  name: redis\n';
  expect(readPromiseInput(volumesWith(promise)).metadata.name).toBe('redis');
  const foreign = promise.replace('kratix.io', 'example.com');
  expect(() => readPromiseInput(volumesWith(foreign))).toThrow('Expected a Promise of platform.kratix.io');
  expect(() => readPromiseInput(volumesWith(request))).toThrow(
    expect.objectContaining({ reason: 'UnknownKind' }),
  );
});

test('readResourceInput() throws a defect if the file is missing', () => {
  expect(() => readResourceInput(temporaryVolumes())).toThrow(/^Missing file "object.yaml" in ".*input"$/);
});

test.each([
  ['kind: [', 'unexpected'],
  ['- 1', 'Expected a Kubernetes object, found a list'],
  [
    'kind: Redis\nmetadata: {}',
    'apiVersion: Required: platform.infraforge.io/v1; metadata.name: Required: expected a string',
  ],
  [
    'apiVersion: v1\nkind: Redis\nmetadata: {name: 5}',
    'metadata.name: Expected a string, found the number 5; add quotes',
  ],
  ['apiVersion: v1\nkind: ""\nmetadata: {name: a}', 'kind: Must not be empty; set a value'],
  [
    'apiVersion: v1\nkind: Redis\nmetadata: {name: a, namespace: [{toString: 1}], uid: 5}',
    'metadata.namespace: Expected a string, found a list; write one string; metadata.uid: Expected a string, found a number; add quotes',
  ],
])('readResourceInput() refuses %j', (text, message) => {
  const read = (): unknown => readResourceInput(volumesWith(text));
  expect(read).toThrow(expect.objectContaining({ reason: 'InvalidRequest' }));
  if (message !== 'unexpected') expect(read).toThrow(message);
});

test('readResourceInput() accepts labels that are named like a key of the prototype', () => {
  const labels = '  labels:\n    constructor: a\n    prototype: b\n';
  const object = readResourceInput(volumesWith(request.replace('metadata:\n', `metadata:\n${labels}`)));
  expect(object.metadata.labels).toEqual({ constructor: 'a', prototype: 'b' });
  const hostile = request.replace('metadata:\n', 'metadata:\n  labels: {constructor: {prototype: {a: 1}}}\n');
  expect(() => readResourceInput(volumesWith(hostile))).toThrow('the key "constructor" is not allowed');
});

test('parseObject() accepts metadata that kubectl prints as null', () => {
  const metadata = { name: 'a', namespace: null, creationTimestamp: null };
  expect(parseObject({ apiVersion: 'v1', kind: 'Redis', metadata })).toMatchObject({ metadata });
});

test('parseObject() refuses a value that is not an object', () => {
  for (const value of [null, 1, 'x', []])
    expect(() => parseObject(value)).toThrow('Expected a Kubernetes object');
});

test('getValue() distinguishes unset, null, false, 0 and ""', () => {
  const object = { a: { null: null, false: false, zero: 0, empty: '' } };
  expect(
    ['a.null', 'a.false', 'a.zero', 'a.empty', 'a.unset', 'b.unset'].map((path) => getValue(object, path)),
  ).toEqual([null, false, 0, '', undefined, undefined]);
});

test('getValue() follows fields, list indices and quoted keys', () => {
  const object = { list: [{ name: 'x' }], labels: { 'kratix.io/promise-version': 'v1' } };
  expect(getValue(object, '.list[0].name')).toBe('x');
  expect(getValue(object, 'labels["kratix.io/promise-version"]')).toBe('v1');
  expect(getValue(object, 'list[1]')).toBeUndefined();
  expect(getValue(object, '')).toBe(object);
});

test('getValue() ignores inherited fields', () => {
  expect(getValue({ a: {} }, 'a.constructor')).toBeUndefined();
  expect(getValue({ a: [] }, 'a.map')).toBeUndefined();
});

test.each(['a..b', 'a[', 'a["b', 'a[x]', '.'])('getValue() refuses the path %j', (path) => {
  expect(() => getValue({}, path)).toThrow(SyntaxError);
});

test('getStatus() returns the status or a value in it', () => {
  const object = { status: { message: 'delivered', releases: [{ name: 'shop' }] } };
  expect(getStatus(object, 'releases[0].name')).toBe('shop');
  expect(getStatus(object)).toBe(object.status);
  expect(getStatus({}, 'message')).toBeUndefined();
});

function volumesWith(text: string): Volumes {
  const volumes = temporaryVolumes();
  mkdirSync(volumes.input);
  writeFileSync(join(volumes.input, 'object.yaml'), text);
  return volumes;
}
