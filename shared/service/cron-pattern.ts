const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const weekdays = 'SUN|MON|TUE|WED|THU|FRI|SAT';

/** Returns the pattern of a list of values, ranges and steps. */
function fieldOfValues(value: string): string {
  const entry = `(\\*|(${value})(-(${value}))?)(/[1-9][0-9]?)?`;
  return `${entry}(,${entry})*`;
}

/**
 * Five fields of cron within their bounds, with names in capitals, valid in Go's RE2 and in JavaScript. Sunday is 0 and
 * never 7, as in the operators' parser (robfig/cron, "CRON Expression Format").
 */
export const cronPattern = new RegExp(
  `^${[
    '[0-5]?[0-9]',
    '[01]?[0-9]|2[0-3]',
    '0?[1-9]|[12][0-9]|3[01]',
    `0?[1-9]|1[0-2]|${months}`,
    `[0-6]|${weekdays}`,
  ]
    .map(fieldOfValues)
    .join(' ')}$`,
);
