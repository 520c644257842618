import * as z from 'zod';
import { nearest } from '../nearest.ts';
import { withRules } from '../promise/rule.ts';
import {
  boundedText,
  chart,
  freeValues,
  itemName,
  objectName,
  resources,
  storageSize,
} from '../promise/vocabulary.ts';
import { cronPattern } from './cron-pattern.ts';
import type { ServiceDefinition } from './define-service.ts';

/** One platform service as a request specifies it. */
export type ServiceItem = z.output<ReturnType<typeof serviceFields>>;

/** Returns the schema of one service item without its rules. */
export function serviceFields(services: readonly ServiceDefinition[]) {
  const longestName = Math.max(...services.map(({ nameLimit }) => nameLimit));
  const limits = services.map(({ engine, nameLimit }) => `${nameLimit} for ${engine}`);
  const tooLong = `Too long: at most ${limits.join(', ')}`;
  return z.strictObject({
    name: itemName(longestName, tooLong).describe(
      'Name of the service: its release, its host and its folder',
    ),
    type: serviceType(services.map(({ type }) => type)).describe('Engine of the service; never changes'),
    enabled: z
      .boolean()
      .default(true)
      .describe('False takes the service out of the output and frees its name'),
    chart: chart(undefined),
    version: boundedText(20)
      .regex(/^[0-9]{1,4}(\.[0-9]{1,4}){0,3}$/, 'Not a version: expected one such as "16" or "16.4"')
      .optional()
      .describe(
        "Version of the engine, a string; the chart's where absent. Its major version never goes down",
      ),
    mode: z
      .enum(modesOf(services), {
        error: ({ input }) => `Unsupported mode "${input}"; supported: ${modesOf(services).join(', ')}`,
      })
      .optional()
      .describe('Shape of a redis: standalone where absent, cluster in production; never changes'),
    size: z
      .enum(['small', 'medium', 'large'])
      .optional()
      .describe('Preset of resources; explicit resources win over it'),
    replicas: z.int().min(0).max(100).optional().describe('Number of instances'),
    resources: resources()
      .optional()
      .describe(
        'Resources of one instance; a request above the limit of the chart raises that limit, and the other way round',
      ),
    storage: z
      .strictObject({
        size: storageSize().optional().describe('Size of each volume; it only ever grows'),
        storageClass: objectName()
          .optional()
          .describe("Storage class of the volumes; the platform's where absent"),
      })
      .optional()
      .describe('Volumes of the service'),
    highAvailability: z
      .boolean()
      .optional()
      .describe('At least three replicas and a disruption budget, where the engine allows it'),
    monitoring: z.boolean().optional().describe('Metrics for Prometheus, where the platform has its kinds'),
    backup: backup().optional().describe('Scheduled backups, where the engine has them'),
    credentials: z
      .strictObject({
        secretName: objectName().describe("Existing Secret in the release's namespace"),
      })
      .optional()
      .describe('Credentials, for engines whose operator makes none'),
    deletionProtection: z
      .boolean()
      .optional()
      .describe('Nothing may take the data away; true in production where absent'),
    values: freeValues().optional(),
  });
}

function serviceType(types: readonly string[]): z.ZodType<string> {
  return z.enum(types as [string, ...string[]], {
    error: ({ input }) => {
      const near = nearest(String(input), types);
      const supported = near === undefined ? 'supported' : `did you mean "${near}"? Supported`;
      return `Unsupported service type "${String(input)}"; ${supported}: ${types.join(', ')}`;
    },
  });
}

/** Returns the modes of all services, each once. */
function modesOf(services: readonly ServiceDefinition[]): [string, ...string[]] {
  return [...new Set(services.flatMap(({ modes = [] }) => modes))] as [string, ...string[]];
}

function backup() {
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('False keeps the settings and makes no backups'),
    schedule: boundedText(100)
      .regex(
        cronPattern,
        'Not a schedule: expected the five fields of cron, minute, hour, day, month (1 or JAN) and weekday (0 or SUN), such as "0 2 * * *"',
      )
      .optional()
      .describe('When, in the five fields of cron'),
    retention: boundedText(10)
      .regex(/^[1-9][0-9]{0,3}[dwm]$/, 'Not a retention: expected days, weeks or months, such as "30d"')
      .default('30d')
      .describe('How long backups are kept'),
    destination: boundedText(1024)
      .regex(
        /^(s3|gs|https):\/\/[^\s@/]+(\/[^\s@]*)?$/,
        'Not a destination: expected a URL such as "s3://bucket/path"',
      )
      .optional()
      .describe('Where to: URL of an object store'),
    secretName: objectName().optional().describe('Existing Secret with the credentials of the object store'),
  });
  return withRules(fields, [
    {
      cel: '!self.enabled || has(self.destination)',
      message: 'A backup needs a destination: give one, such as "s3://bucket/path"',
      check: (value) => !value.enabled || value.destination !== undefined,
      path: ['destination'],
    },
  ]);
}
