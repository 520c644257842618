import { describe, expect, it } from 'vitest';
import {
  deliveredRequest,
  refusedRequest,
  waitingRequest,
} from '../../../test/support/argocd-applications.ts';
import { deliveryOf } from './delivery.ts';

describe('deliveryOf()', () => {
  it('reports a null failure as delivered, with the warnings', () => {
    const request = deliveredRequest({ status: { warnings: ['Chart "x" has no schema'] } });
    expect(deliveryOf(request)).toEqual({
      verdict: 'done',
      text: 'yes',
      details: ['! Chart "x" has no schema'],
    });
  });

  it('reports a refusal with its reason, each problem and the next run', () => {
    expect(deliveryOf(refusedRequest())).toEqual({
      verdict: 'refused',
      text: 'refused',
      details: [
        "NameTaken: spec.applications[0].name: Name 'taken-dev' belongs to ApplicationClaim default/owner",
        'Runs again at 2026-08-01T10:05:00Z, after 3 tries',
      ],
    });
  });

  it('reports a suspended refusal that needs an edit', () => {
    const kratix = { workflows: { pipelines: [{ name: 'configure', phase: 'Suspended' }] } };
    expect(deliveryOf(refusedRequest({ status: { kratix } })).details.at(-1)).toBe(
      'Suspended until its spec changes; infraforge reconcile runs it again',
    );
  });

  it('reports an outage as waiting', () => {
    expect(deliveryOf(waitingRequest())).toMatchObject({
      verdict: 'waiting',
      text: 'waiting for retry',
      details: [expect.stringMatching(/^RegistryUnavailable: /), expect.stringMatching(/^Runs again at /)],
    });
  });

  it.each([
    ['that is asked to', { metadata: { labels: { 'kratix.io/manual-reconciliation': 'true' } } }],
    ['whose newest spec Kratix has not seen', { metadata: { generation: 2 } }],
    [
      'in progress',
      { status: { kratix: { workflows: { pipelines: [{ name: 'configure', phase: 'Running' }] } } } },
    ],
  ])('reports a run %s, and the message of the previous run', (_, changes) => {
    expect(deliveryOf(deliveredRequest(changes))).toEqual({
      verdict: 'waiting',
      text: 'running',
      details: ['Before: 1 application delivered to dev'],
    });
  });

  it('reports a run that crashed, regardless of the previous result', () => {
    const conditions = [
      {
        type: 'ConfigureWorkflowCompleted',
        status: 'False',
        reason: 'ConfigureWorkflowFailed',
        message: 'A Configure Pipeline has failed: configure',
      },
    ];
    const changed = { metadata: { generation: 2 }, status: { conditions } };
    expect(deliveryOf(deliveredRequest(changed))).toMatchObject({
      verdict: 'refused',
      text: 'run failed',
    });
  });

  it.each([
    [{ failure: {} }, 'waiting', 'not yet'],
    [{ failure: null, warnings: 'none' }, 'done', 'yes'],
  ])('ignores malformed fields of a status: %j', (malformed, verdict, text) => {
    const request = { ...deliveredRequest(), status: malformed as object };
    expect(deliveryOf(request)).toMatchObject({ verdict, text });
  });

  it('reports a request that never ran', () => {
    const { status: _, ...request } = deliveredRequest();
    expect(deliveryOf(request)).toMatchObject({ verdict: 'waiting', text: 'not yet' });
  });

  it('reports a request that a user suspended', () => {
    const labels = { 'kratix.io/workflow-suspended': 'true' };
    expect(deliveryOf(deliveredRequest({ metadata: { labels } }))).toMatchObject({
      verdict: 'waiting',
      text: 'suspended',
    });
  });

  it('reports a deletion, and a refused deletion', () => {
    const deletionTimestamp = '2026-08-01T11:00:00Z';
    expect(deliveryOf(deliveredRequest({ metadata: { deletionTimestamp } }))).toMatchObject({
      verdict: 'waiting',
      text: 'being deleted',
    });
    const labels = { 'kratix.io/workflow-suspended': 'true' };
    expect(deliveryOf(refusedRequest({ metadata: { deletionTimestamp, labels } }))).toMatchObject({
      verdict: 'refused',
      text: 'deletion refused',
    });
  });
});
