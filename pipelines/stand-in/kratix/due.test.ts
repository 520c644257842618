import { expect, test } from 'vitest';
import { clockAnnotation, effectiveTime, isDue, type LastRun } from './due.ts';
import type { KratixPromise, ResourceRequest } from './promise-object.ts';

const promise = { metadata: { name: 'application-claim' } } as KratixPromise;
const newer = { metadata: { name: 'application-claim' } } as KratixPromise;
const request = (metadata: object = {}): ResourceRequest => ({
  apiVersion: 'v1',
  kind: 'ApplicationClaim',
  metadata: { name: 'shop', generation: 1, ...metadata },
});
const finished: LastRun = { action: 'configure', generation: 1, promise, isSuspended: false };
const suspended: LastRun = { ...finished, isSuspended: true, retryAt: 1000 };
const waits = { labels: { 'kratix.io/workflow-suspended': 'true' } };

test.each([
  ['a new request', request(), { last: undefined }, true],
  ['a request that has run', request(), {}, false],
  ['a changed label', request({ labels: { team: 'a' } }), {}, false],
  ['a changed spec', request({ generation: 2 }), {}, true],
  ['another action', request(), { action: 'delete' as const }, true],
  [
    'the label of a manual reconciliation',
    request({ labels: { 'kratix.io/manual-reconciliation': 'true' } }),
    {},
    true,
  ],
  ['a changed Promise', request(), { promise: newer }, true],
  ['a changed Promise and a suspended request', request(waits), { last: suspended, promise: newer }, false],
  ['a suspended request before its retry', request(waits), { last: suspended, now: 999 }, false],
  ['a suspended request at its retry', request(waits), { last: suspended, now: 1000 }, true],
  ['a suspended request without its label', request(), { last: suspended }, true],
])('isDue() decides on %s', (_, object, options, expected) => {
  expect(isDue(object, { action: 'configure', last: finished, promise, now: 0, ...options })).toBe(expected);
});

test('effectiveTime() prefers the annotation of a request if it is later than the clock', () => {
  const at = (text: string): ResourceRequest => request({ annotations: { [clockAnnotation]: text } });
  expect(effectiveTime(at('1970-01-01T00:00:05Z'), 1000)).toBe(5000);
  expect(effectiveTime(at('1970-01-01T00:00:05Z'), 9000)).toBe(9000);
  expect(effectiveTime(at('soon'), 9000)).toBe(9000);
});
