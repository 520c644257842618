import { describe, expect, it } from 'vitest';
import { releaseWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import type { DeliveredRelease } from './existing-request.ts';
import { checkHeadless } from './headless.ts';
import type { ReleaseFacts } from './release.ts';

const release = releaseWith({ name: 'web', path: 'spec.applications[0]' });

function check(before: ReleaseFacts, facts: ReleaseFacts): void {
  const delivered = { name: 'web', namespace: 'dev', ...before } as DeliveredRelease;
  checkHeadless([{ release, facts }], [delivered]);
}

describe('checkHeadless()', () => {
  it.each<[string, ReleaseFacts, ReleaseFacts]>([
    ['the same type', { port: 80, headless: true }, { port: 80, headless: true }],
    ['a worker that gets ports', {}, { port: 80, headless: true }],
    ['an application that loses its ports', { port: 80, headless: true }, {}],
    ['a service of an engine', { port: 80, engine: 'redis' }, { port: 80, headless: true }],
  ])('accepts %s', (_, before, facts) => {
    check(before, facts);
  });

  it.each<[string, ReleaseFacts, ReleaseFacts]>([
    ['to Headless', { port: 80 }, { port: 80, headless: true }],
    ['from Headless', { port: 80, headless: true }, { port: 80 }],
  ])('refuses a change %s', (_, before, facts) => {
    const refusal = refusalOf(() => check(before, facts));
    expect([refusal.reason, pathsOf(refusal)]).toEqual(['Immutable', ['spec.applications[0].service.type']]);
  });
});
