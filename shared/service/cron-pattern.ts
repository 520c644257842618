const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const weekdays = 'SUN|MON|TUE|WED|THU|FRI|SAT';

/** Returns the pattern of a cron field: a list of values, ranges and steps. */
function cronField(value: string): string {
  const entry = `(\\*|(${value})(-(${value}))?)(/[1-9][0-9]?)?`;
  return `${entry}(,${entry})*`;
}

/**
 * Pattern of a cron schedule with five fields, valid in RE2 and JavaScript. Names are in capitals, and Sunday is 0, never 7,
 * as in the operators' parser (robfig/cron, "CRON Expression Format").
 */
export const cronPattern = new RegExp(
  `^${[
    '[0-5]?[0-9]',
    '[01]?[0-9]|2[0-3]',
    '0?[1-9]|[12][0-9]|3[01]',
    `0?[1-9]|1[0-2]|${months}`,
    `[0-6]|${weekdays}`,
  ]
    .map(cronField)
    .join(' ')}$`,
);

/** Short forms of a schedule with their five fields (robfig/cron, "Predefined schedules"). */
const shortForms: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

/** Pattern of a schedule with five fields or in a short form, valid in RE2 and JavaScript. */
export const schedulePattern = new RegExp(`^(${Object.keys(shortForms).join('|')})$|${cronPattern.source}`);

/** Returns the five fields of a schedule: a chart may put seconds in front of them. */
export function expandSchedule(schedule: string): string {
  return Object.hasOwn(shortForms, schedule) ? shortForms[schedule]! : schedule;
}
