import * as z from 'zod';
import { portReference } from '../../../shared/promise/ports.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { boundedText } from '../../../shared/promise/vocabulary.ts';
import { urlPath } from './hosts.ts';

/** Returns the schema of the metrics of an application. */
export function monitoring() {
  return z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false to remove the monitoring'),
    port: portReference()
      .optional()
      .describe('Name or number of the port. Defaults to the main port; a worker needs a number'),
    path: urlPath().optional().describe("Path of the metrics. Defaults to the chart's value"),
    interval: boundedText(8)
      .regex(/^[1-9][0-9]*(s|m)$/, invalid('interval', 'use seconds or minutes such as "30s" or "1m"'))
      .optional()
      .describe("Interval between scrapes. Defaults to the chart's value"),
  });
}
