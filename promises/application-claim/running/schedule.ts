const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Field of a schedule: its pattern of one value, its lowest number, and names of its numbers. */
interface ScheduleField {
  readonly value: string;
  readonly least: number;
  readonly names: readonly string[];
}

const fields: readonly ScheduleField[] = [
  { value: '[0-5]?[0-9]', least: 0, names: [] },
  { value: '[01]?[0-9]|2[0-3]', least: 0, names: [] },
  { value: '0?[1-9]|[12][0-9]|3[01]', least: 1, names: [] },
  { value: '0?[1-9]|1[0-2]', least: 1, names: months },
  { value: '[0-6]', least: 0, names: weekdays },
];

/** Returns a pattern without flags that matches a name in any case: `[Jj][Aa][Nn]`. */
function anyCase(name: string): string {
  return [...name].map((letter) => `[${letter}${letter.toLowerCase()}]`).join('');
}

function fieldPattern({ value, names }: ScheduleField): string {
  const one = [value, ...names.map(anyCase)].join('|');
  const entry = `([*?]|(${one})(-(${one}))?)(/[1-9][0-9]{0,2})?`;
  return `${entry}(,${entry})*`;
}

const descriptors =
  '@(yearly|annually|monthly|weekly|daily|midnight|hourly|every ([1-9][0-9]{0,5}[hms]){1,3})';

/**
 * Pattern of the schedule of a CronJob, valid in RE2 and JavaScript: five fields, or a descriptor (robfig/cron v3,
 * `ParseStandard`). A time zone has its own field, because Kubernetes refuses one in the schedule.
 */
export const schedulePattern = new RegExp(`^(${descriptors}|${fields.map(fieldPattern).join(' +')})$`);

/**
 * Pattern of the name of a time zone, valid in RE2 and JavaScript. Names of files of the time zone database begin with a
 * capital (Kubernetes, `validateTimeZone`, which also refuses `Local`).
 */
export const timeZonePattern = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;

/** Returns a message for each range such as 5-1, which Kubernetes refuses. */
export function rangeProblems(schedule: string): string[] {
  if (schedule.startsWith('@')) return [];
  const parts = schedule.split(/ +/);
  return fields
    .flatMap((field, index) => parts[index]?.split(',').filter((entry) => isReversed(entry, field)) ?? [])
    .map((range) => `Invalid range "${range}" in the schedule; put the lower value first`);
}

/** Returns what to change in a schedule that does not match its pattern. */
export function scheduleAdvice(schedule: string): string {
  if (/^(CRON_)?TZ=/.test(schedule)) return 'set timeZone instead of TZ=';
  const count = schedule.split(/\s+/).filter((field) => field !== '').length;
  if (count === 0) return 'use five fields, such as "0 2 * * *"';
  if (!schedule.startsWith('@') && count !== 5)
    return `use five fields, such as "0 2 * * *"; it has ${count}`;
  return 'use minute, hour, day of month, month and day of week (0 to 6), such as "0 2 * * *"';
}

/** Returns the problems of a schedule from any layer. */
export function scheduleProblems(schedule: string): string[] {
  if (schedulePattern.test(schedule)) return rangeProblems(schedule);
  return [`Invalid schedule "${schedule}"; ${scheduleAdvice(schedule)}`];
}

function isReversed(entry: string, { least, names }: ScheduleField): boolean {
  const [range = ''] = entry.split('/');
  const [low, high] = range.split('-').map((text) => {
    const index = names.indexOf(text.toUpperCase());
    return index < 0 ? Number(text) : index + least;
  });
  return low !== undefined && high !== undefined && low > high;
}

/** Returns true if a time zone exists, according to the time zone database of Node. */
export function isTimeZone(name: string): boolean {
  if (!timeZonePattern.test(name) || name === 'Local') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
