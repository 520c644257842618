import * as z from 'zod';
import { portReference } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { pathAdvice } from '../path-advice.ts';

/** Returns the schema of the probes of an application. */
export function healthCheck() {
  const path = (): z.ZodString => boundedText(1024).regex(/^\/[^\s#]*$/, invalid('path', pathAdvice));
  return z.strictObject({
    enabled: z.boolean().optional().describe('Set to false to remove the probes'),
    path: path().optional().describe('Path of both probes'),
    port: portReference().optional().describe('Number or name of the port of both probes'),
    livenessPath: path().optional().describe('Path of the liveness probe. Defaults to path'),
    readinessPath: path().optional().describe('Path of the readiness probe. Defaults to path'),
    initialDelaySeconds: z.int().min(0).max(3600).optional().describe('Seconds before the first probe'),
    periodSeconds: z.int().min(1).max(3600).optional().describe('Seconds between probes'),
  });
}
