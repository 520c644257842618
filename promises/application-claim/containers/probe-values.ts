import { converted, type Route } from '../../../shared/promise/field-mapping.ts';
import { type Probe, probeChecks, type probeKinds } from './probe.ts';

/** Returns the route of a probe. Its check replaces the check of a layer below, with which Helm would merge it. */
export function probeRoute(kind: (typeof probeKinds)[number]): Route<Probe, object> {
  const path = `healthCheck.${kind}`;
  return converted(path, (probe, { read }) => {
    if (probe === undefined || probeChecks.every((check) => probe[check] === undefined)) return probe;
    const others = probeChecks.filter(
      (check) => probe[check] === undefined && (read(`${path}.${check}`) ?? null) !== null,
    );
    const isOff = probe.enabled === undefined && read(`${path}.enabled`) === false;
    return {
      ...probe,
      ...(isOff && { enabled: true }),
      ...Object.fromEntries(others.map((check) => [check, null])),
    };
  });
}
