import { describe, expect, it } from 'vitest';
import { isTimeZone, scheduleProblems } from './schedule.ts';

describe('scheduleProblems()', () => {
  it.each([
    '0 2 * * *',
    '*/15 0-23/2 1,15 jan-Mar Mon-FRI',
    '5  4 ? * 0',
    '0/10 * 31 12 SAT',
    '@midnight',
    '@every 1h30m',
  ])('accepts %s', (schedule) => {
    expect(scheduleProblems(schedule)).toEqual([]);
  });

  it.each([
    ['', 'use five fields, such as "0 2 * * *"'],
    ['0 0 2 * * *', 'it has 6'],
    ['0 2 * * 7', 'day of week (0 to 6)'],
    ['60 2 * * *', 'minute'],
    ['0 24 * * *', 'minute'],
    ['*/0 2 * * *', 'minute'],
    ['0 2 0 * *', 'minute'],
    ['@every', 'minute'],
    ['@every 1d', 'minute'],
    ['@reboot', 'minute'],
    ['CRON_TZ=UTC 0 2 * * *', 'set timeZone instead of TZ='],
    ['0 2 * * FRI-MON', 'Invalid range "FRI-MON"'],
    ['0 22-6/2 * * *', 'Invalid range "22-6/2"'],
    ['0 2 * DEC-JAN *', 'Invalid range "DEC-JAN"'],
  ])('refuses "%s"', (schedule, part) => {
    expect(scheduleProblems(schedule).join()).toContain(part);
  });
});

describe('isTimeZone()', () => {
  it.each([
    ['UTC', true],
    ['Etc/GMT+5', true],
    ['America/Port-au-Prince', true],
    ['Europe/Berlim', false],
    ['europe/berlin', false],
    ['Local', false],
    ['+01:00', false],
    ['', false],
  ])('returns for %s: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});
