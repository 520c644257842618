import { describe, expect, it } from 'vitest';
import type { RequestError } from '../errors.ts';
import { checkNewVersions } from './new-versions.ts';

const release = {
  name: 'queue',
  path: 'spec.services[0]',
  newVersionProblem: (version: string) => (version === '4.2.8' ? 'Too old; use 4.3' : undefined),
};
const check = (engineVersion: string | undefined, ...delivered: string[]): RequestError | undefined => {
  try {
    const planned = [{ release, facts: { engineVersion } }] as never;
    checkNewVersions(planned, delivered.map((name) => ({ name })) as never);
    return undefined;
  } catch (error) {
    return error as RequestError;
  }
};

describe('checkNewVersions()', () => {
  it('refuses a new service with a version that only existing ones may have', () => {
    expect(check('4.2.8', 'other')?.problems).toEqual([
      { path: 'spec.services[0].version', message: 'Too old; use 4.3' },
    ]);
  });

  it('accepts other versions, and a delivered service', () => {
    expect(check('4.3.6')).toBeUndefined();
    expect(check(undefined)).toBeUndefined();
    expect(check('4.2.8', 'queue')).toBeUndefined();
  });
});
