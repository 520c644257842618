import * as z from 'zod';
import { itemList } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { exactlyOneOf, withRules } from '../../../shared/promise/rule.ts';
import { boundedText, itemName } from '../../../shared/promise/vocabulary.ts';
import { commandLine } from '../containers/command.ts';
import { env } from '../containers/env.ts';
import { image } from '../containers/image.ts';
import { containerResources } from '../containers/resources.ts';
import { isTimeZone, rangeProblems, scheduleAdvice, schedulePattern, timeZonePattern } from './schedule.ts';

/** Returns the schema of the jobs of an application. */
export function jobs() {
  const count = (max: number) => z.int().min(0).max(max).optional();
  const job = z.strictObject({
    name: itemName(50).describe('Name of the job. Its CronJob or Job is named <application>--<name>'),
    schedule: schedule()
      .optional()
      .describe('Times of a CronJob: five fields of cron, "@daily", or "@every 1h30m". Excludes when'),
    when: z
      .enum(['beforeDeploy'])
      .optional()
      .describe('Set to beforeDeploy to run before each deployment, such as a migration. Excludes schedule'),
    image: image().optional().describe("Image to run. Defaults to the application's"),
    command: commandLine().optional().describe('Entrypoint of the container. Defaults to that of the image'),
    args: commandLine().optional().describe('Arguments of the entrypoint. Defaults to those of the image'),
    env: env()
      .optional()
      .describe("Environment variables in addition to the application's. The same name replaces a variable"),
    resources: containerResources()
      .optional()
      .describe("Resources of the container. Each amount defaults to the application's"),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(604_800)
      .optional()
      .describe('Seconds until the job fails. Defaults to 3600 before a deployment, otherwise to no limit'),
    retries: count(100).describe('Retries until the job fails. Defaults to 6'),
    timeZone: timeZone().optional().describe('Time zone of the schedule. Defaults to that of the cluster'),
    concurrencyPolicy: z
      .enum(['Allow', 'Forbid', 'Replace'])
      .optional()
      .describe('What to do if the previous run is still active. Defaults to Allow'),
    suspend: z.boolean().optional().describe('Set to true to start no further runs'),
    startingDeadlineSeconds: z
      .int()
      .min(10)
      .max(604_800)
      .optional()
      .describe('Seconds after which a missed run is not started. Defaults to no limit'),
    successfulJobsHistoryLimit: count(100).describe('Number of successful runs to keep. Defaults to 3'),
    failedJobsHistoryLimit: count(100).describe('Number of failed runs to keep. Defaults to 1'),
  });
  const checked = withRules(job, [
    exactlyOneOf(['schedule', 'when']),
    {
      cel: `has(self.schedule) || !(${scheduleFields.map((field) => `has(self.${field})`).join(' || ')})`,
      message: `${scheduleFields.slice(0, -1).join(', ')} and ${scheduleFields.at(-1)} need a schedule`,
      problems: (one) =>
        one.schedule !== undefined
          ? []
          : scheduleFields
              .filter((field) => one[field] !== undefined)
              .map((field) => ({
                path: [field],
                message: `${field} needs a schedule; remove it, or set schedule instead of when`,
              })),
    },
  ]);
  return itemList(checked, { min: 0, max: 20 });
}

const scheduleFields = [
  'timeZone',
  'concurrencyPolicy',
  'suspend',
  'startingDeadlineSeconds',
  'successfulJobsHistoryLimit',
  'failedJobsHistoryLimit',
] as const;

function schedule(): z.ZodString {
  const text = boundedText(256, { min: 1 }).regex(schedulePattern, invalid('schedule', scheduleAdvice));
  return withRules(text, [
    {
      message: 'Invalid range in the schedule',
      problems: (value) => rangeProblems(value).map((message) => ({ path: [], message })),
    },
  ]);
}

function timeZone(): z.ZodString {
  const name = boundedText(64, { min: 1 }).regex(
    timeZonePattern,
    invalid('time zone', 'use a name of the time zone database, such as "Europe/Berlin"'),
  );
  return withRules(name, [
    {
      cel: "self != 'Local'",
      message: 'Unknown time zone; use a name of the time zone database, such as "Europe/Berlin"',
      check: isTimeZone,
    },
  ]);
}
