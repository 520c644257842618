import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cronPattern, expandSchedule, schedulePattern } from '../../shared/service/cron-pattern.ts';

const schema = JSON.parse(readFileSync(new URL('chart/values.schema.json', import.meta.url), 'utf8'));

describe("the chart's schedule", () => {
  const pattern = new RegExp(schema.properties.backup.properties.schedule.pattern);

  it('has the same limit as the field of a request', () => {
    expect(pattern.source).toBe(cronPattern.source);
  });

  it.each(['0 2 * * *', '*/5 0-6,22 1-31/2 JAN-MAR MON,FRI', '59 23 31 12 6', '00 02 01 01 0'])(
    'accepts %s',
    (schedule) => {
      expect(cronPattern.test(schedule)).toBe(true);
    },
  );

  it.each([
    '60 2 * * *',
    '0 24 * * *',
    '0 2 0 * *',
    '0 2 32 * *',
    '0 2 * 13 *',
    '0 2 * * 7',
    '0 2 * *',
    '0 2 * * mon',
    '- 2 * * *',
  ])('refuses %s', (schedule) => {
    expect(cronPattern.test(schedule)).toBe(false);
    expect(schedulePattern.test(schedule)).toBe(false);
  });

  it.each(['@hourly', '@daily', '@weekly', '@monthly', '@yearly', '0 2 * * *'])(
    'expands %s of a request to five fields for the chart',
    (schedule) => {
      expect(schedulePattern.test(schedule)).toBe(true);
      expect(expandSchedule(schedule)).toMatch(pattern);
    },
  );

  it.each(['@daily ', '@reboot', '@every 1h', 'daily', '@daily 0 2 * * *'])('refuses %s', (schedule) => {
    expect(schedulePattern.test(schedule)).toBe(false);
  });
});
