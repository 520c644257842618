import { describe, expect, it } from 'vitest';
import { assignFields } from '../../../shared/promise/field-mapping.ts';
import { assignedValues } from '../../../shared/release/assignments.ts';
import { asksForHttp, healthCheck } from './health-check.ts';
import { probeRoute } from './probe-values.ts';

describe('asksForHttp()', () => {
  it.each([
    [{}, true],
    [{ startup: { failureThreshold: 120 } }, true],
    [{ port: 'http' }, true],
    [{ path: '/a', readiness: { tcp: {} } }, true],
    [{ readiness: { tcp: {} } }, undefined],
    [{ readiness: { enabled: false } }, undefined],
    [{ enabled: false, path: '/a' }, undefined],
    [undefined, undefined],
  ])('for %j: %j', (fields, expected) => {
    expect(asksForHttp(fields && healthCheck().parse(fields))).toBe(expected);
  });
});

describe('probeRoute()', () => {
  const valuesOf = (liveness: object, below: object) =>
    assignedValues(
      assignFields(healthCheck().parse({ liveness }), { liveness: probeRoute('liveness') } as never, {
        below: { healthCheck: { liveness: below } } as never,
      }),
    );

  it('replaces the check of a layer below, which may have turned the probe off', () => {
    expect(valuesOf({ tcp: {} }, { enabled: false, http: { path: '/a' } })).toEqual({
      healthCheck: { liveness: { enabled: true, tcp: {}, http: null } },
    });
  });

  it('leaves the check of a layer below', () => {
    expect(valuesOf({ periodSeconds: 5 }, { http: { path: '/a' } })).toEqual({
      healthCheck: { liveness: { periodSeconds: 5 } },
    });
  });
});
