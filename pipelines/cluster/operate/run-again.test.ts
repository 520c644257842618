import { describe, expect, it } from 'vitest';
import { deliveredRequest, refusedRequest } from '../../../test/support/argocd-applications.ts';
import { hasRunAgain } from './run-again.ts';

describe('hasRunAgain()', () => {
  const before = [deliveredRequest(), refusedRequest({ metadata: { uid: 'a2' } })];
  const suspended = (attempts: number) =>
    refusedRequest({
      metadata: { uid: 'a2' },
      status: { kratix: { workflows: { pipelines: [{ name: 'configure', phase: 'Suspended', attempts }] } } },
    });

  it('is true after the run that the label started', () => {
    expect(hasRunAgain(refusedRequest(), before)).toBe(true);
    expect(hasRunAgain(suspended(4), before)).toBe(true);
  });

  it('is false before and during that run', () => {
    expect(hasRunAgain(deliveredRequest(), before)).toBe(false);
    const labels = { 'kratix.io/manual-reconciliation': 'true' };
    expect(hasRunAgain(deliveredRequest({ metadata: { labels } }), before)).toBe(false);
    const kratix = { workflows: { pipelines: [{ name: 'configure', phase: 'Running' }] } };
    expect(hasRunAgain(deliveredRequest({ status: { kratix } }), before)).toBe(false);
  });
});
