import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { chart } from '../../test/support/charts.ts';
import { checkSettings } from './check-settings.ts';

const messagesOf = (config: Values | string) =>
  checkSettings({ redis: { config } }).map(({ path, message }) => `${path}: ${message}`);

interface ConfigSchema {
  readonly properties: {
    readonly redis: {
      readonly properties: {
        readonly config: { readonly propertyNames: { readonly not: { readonly enum: readonly string[] } } };
      };
    };
  };
}

describe('checkSettings() of redis', () => {
  it.each<[string, string | number | boolean]>([
    ['appendonly', true],
    ['appendonly', 'no'],
    ['appendfsync', false],
    ['timeout', 300],
    ['slowlog-log-slower-than', -1],
    ['repl-backlog-size', '64mb'],
    ['save', '900 1'],
    ['notify-keyspace-events', '""'],
  ])('accepts %s = %s', (name, value) => {
    expect(messagesOf({ [name]: value })).toEqual([]);
  });

  it.each<[string, string | number | boolean, string]>([
    ['time-out', 1, 'Unknown setting "time-out"; did you mean "timeout"?'],
    [
      'replicaof',
      'other 6379',
      'Unsupported setting "replicaof": Redis would not start, or its operator sets it; remove it',
    ],
    ['timeout', '5m', 'Invalid value "5m" of timeout; use an integer'],
    ['appendonly', 'on', 'Invalid value "on" of appendonly; use true or false'],
    ['appendfsync', 'often', 'Invalid value "often" of appendfsync; use always, everysec, no'],
    [
      'repl-backlog-size',
      '64MiB',
      'Invalid value "64MiB" of repl-backlog-size; use bytes or an amount such as "64mb"',
    ],
    [
      'notify-keyspace-events',
      '',
      `Invalid value "" of notify-keyspace-events; use a string that is not empty, such as '""'`,
    ],
  ])('refuses %s = %s', (name, value, message) => {
    expect(messagesOf({ [name]: value })).toEqual([`redis.config["${name}"]: ${message}`]);
  });

  it('leaves settings that the chart refuses, and values that are not objects, to the schema', () => {
    const { propertyNames } = (chart('redis').schema as ConfigSchema).properties.redis.properties.config;
    for (const name of propertyNames.not.enum) expect(messagesOf({ [name]: 'x' })).toEqual([]);
    expect(messagesOf('none')).toEqual([]);
  });
});
