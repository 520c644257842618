import { expect, it } from 'vitest';
import { deliveredRequest, refusedRequest } from '../../test/support/looked-at.ts';
import { batches, hasRunAgain } from './reconcile-command.ts';

it('batches() keeps each command line short', () => {
  const requests = Array.from({ length: 120 }, (_, index) =>
    deliveredRequest({ metadata: { name: `shop-${index}` } }),
  );
  expect(batches(requests).map(({ length }) => length)).toEqual([50, 50, 20]);
});

it('hasRunAgain() when the run that the label began is over', () => {
  const before = [deliveredRequest()];
  const later = refusedRequest({
    status: {
      conditions: [
        {
          type: 'ConfigureWorkflowCompleted',
          status: 'False',
          reason: 'WorkflowSuspended',
          lastTransitionTime: '2026-08-01T10:10:00Z',
        },
      ],
    },
  });
  expect(hasRunAgain(later, before)).toBe(true);
  expect(hasRunAgain(deliveredRequest(), before)).toBe(false);
  const labels = { 'kratix.io/manual-reconciliation': 'true' };
  expect(hasRunAgain(deliveredRequest({ metadata: { labels } }), before)).toBe(false);
});
