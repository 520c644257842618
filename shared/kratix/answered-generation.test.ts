import { describe, expect, it } from 'vitest';
import { RequestError } from '../errors.ts';
import { withAnsweredGeneration } from './answered-generation.ts';
import { deliveredOutcome, failedOutcome } from './outcome.ts';

const object = (generation?: number) => ({
  apiVersion: 'platform.infraforge.io/v1',
  kind: 'ApplicationClaim',
  metadata: { name: 'shop', ...(generation === undefined ? {} : { generation }) },
});

describe('withAnsweredGeneration()', () => {
  it('adds the generation to the status of a delivery and of a refusal', () => {
    const delivered = deliveredOutcome({ files: new Map(), status: { message: 'done' } });
    expect(withAnsweredGeneration(delivered, object(3)).status).toMatchObject({
      message: 'done',
      answered: 3,
    });
    const refused = failedOutcome(new RequestError('InvalidRequest', [{ path: 'spec', message: 'Invalid' }]));
    expect(withAnsweredGeneration(refused, object(4))).toMatchObject({
      outcome: 'refused',
      status: { answered: 4, failure: { reason: 'InvalidRequest' } },
    });
  });

  it('adds nothing without a generation, as in a file', () => {
    const delivered = deliveredOutcome({ files: new Map(), status: { message: 'done' } });
    expect(withAnsweredGeneration(delivered, object())).toBe(delivered);
    expect(withAnsweredGeneration(delivered, undefined)).toBe(delivered);
  });
});
