import { describe, expect, it } from 'vitest';
import { withinDeadline } from './within-deadline.ts';

describe('withinDeadline()', () => {
  it('ends a run that never settles, so that it is repeated', async () => {
    await expect(withinDeadline(new Promise(() => undefined), 10)).rejects.toMatchObject({
      name: 'UnavailableError',
      reason: 'RunTimedOut',
      message: 'The run did not end within 0.01 s',
    });
  });

  it('returns the result of a run, and throws its error', async () => {
    await expect(withinDeadline(Promise.resolve(1))).resolves.toBe(1);
    await expect(withinDeadline(Promise.reject(new Error('defect')))).rejects.toThrow('defect');
  });
});
