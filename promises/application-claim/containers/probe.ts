import * as z from 'zod';
import { portReference } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { pathAdvice } from '../path-advice.ts';

/** Kinds of probes of a container. */
export const probeKinds = ['startup', 'liveness', 'readiness'] as const;

/** Fields of a probe that say what it checks. */
export const probeChecks = ['http', 'tcp', 'grpc', 'exec'] as const;

/** Probe of a container. */
export type Probe = z.output<ReturnType<typeof probe>>;

/** Returns the schema of the path of an HTTP probe. */
export function probePath(): z.ZodString {
  return boundedText(1024).regex(/^\/[^\s#]*$/, invalid('path', pathAdvice));
}

/** Returns the schema of a probe: what it checks, and how often. */
export function probe() {
  const port = portReference()
    .optional()
    .describe('Number or name of a port of the container. Defaults to healthCheck.port or the main port');
  const seconds = (min: number, description: string) =>
    z.int().min(min).max(3600).optional().describe(description);
  const fields = z.strictObject({
    enabled: z.boolean().optional().describe('Set to false to remove the probe'),
    http: z
      .strictObject({ path: probePath().describe('Path of the request'), port })
      .optional()
      .describe('HTTP request, which succeeds with a status from 200 to 399'),
    tcp: z.strictObject({ port }).optional().describe('TCP connection'),
    grpc: z
      .strictObject({
        port,
        service: boundedText(253).optional().describe('Name of the service in the health check'),
      })
      .optional()
      .describe('Request of the gRPC health checking protocol'),
    exec: z
      .strictObject({
        command: z.array(z.string().max(4096)).min(1).max(50).describe('Command and its arguments'),
      })
      .optional()
      .describe('Command in the container, which succeeds with the exit code 0'),
    initialDelaySeconds: seconds(0, 'Seconds before the first probe'),
    periodSeconds: seconds(1, 'Seconds between probes'),
    timeoutSeconds: seconds(1, 'Seconds until a probe times out'),
    failureThreshold: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Number of failures in a row after which the probe acts'),
  });
  const count = probeChecks.map((check) => `(has(self.${check}) ? 1 : 0)`).join(' + ');
  return withRules(fields, [
    {
      cel: `${count} <= (has(self.enabled) && !self.enabled ? 0 : 1)`,
      message: 'A probe has at most one of http, tcp, grpc and exec, and none with enabled: false',
      check: (given) =>
        probeChecks.filter((check) => given[check] !== undefined).length <= (given.enabled === false ? 0 : 1),
    },
  ]);
}
