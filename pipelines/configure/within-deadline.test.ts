import { describe, expect, it } from 'vitest';
import { withinDeadline } from './within-deadline.ts';

describe('withinDeadline()', () => {
  it('rejects a run that never settles', async () => {
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
