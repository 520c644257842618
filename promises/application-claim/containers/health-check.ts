import * as z from 'zod';
import { portReference } from '../../../shared/promise/ports.ts';
import { probe, probeChecks, probeKinds, probePath } from './probe.ts';

/** Probes of an application, as a request has them. */
export type HealthCheck = z.output<ReturnType<typeof healthCheck>>;

/** Returns the schema of the probes of an application. */
export function healthCheck() {
  return z.strictObject({
    enabled: z.boolean().optional().describe('Set to false to remove all probes'),
    path: probePath().optional().describe('Path of both HTTP probes'),
    port: portReference().optional().describe('Number or name of the port of all probes'),
    livenessPath: probePath().optional().describe('Path of the liveness probe. Defaults to path'),
    readinessPath: probePath().optional().describe('Path of the readiness probe. Defaults to path'),
    initialDelaySeconds: z
      .int()
      .min(0)
      .max(3600)
      .optional()
      .describe('Seconds before the first liveness and readiness probe'),
    periodSeconds: z
      .int()
      .min(1)
      .max(3600)
      .optional()
      .describe('Seconds between liveness and readiness probes'),
    ...probes(),
  });
}

/** Returns the schemas of the probes of a container, by kind. */
export function probes() {
  const fields = probe();
  return {
    startup: fields
      .optional()
      .describe(
        'Holds back the other probes until it succeeds. Defaults to the check of the liveness probe, every 5 seconds, 60 times',
      ),
    liveness: fields.optional().describe('Restarts the container if it fails'),
    readiness: fields.optional().describe('Removes the pod from the Service while it fails'),
  };
}

/**
 * Returns true if a request asks for the chart's HTTP probes: it names one of their paths, or no check of its own.
 * Returns undefined if a layer below decides.
 */
export function asksForHttp(health: HealthCheck | undefined): true | undefined {
  if (health === undefined || health.enabled === false) return undefined;
  const { path, livenessPath, readinessPath } = health;
  if ([path, livenessPath, readinessPath].some((one) => one !== undefined)) return true;
  const decides = probeKinds.some((kind) => {
    const own = health[kind];
    return own?.enabled === false || probeChecks.some((check) => own?.[check] !== undefined);
  });
  return decides ? undefined : true;
}
