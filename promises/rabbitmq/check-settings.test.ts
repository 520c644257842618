import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { chart } from '../../test/support/charts.ts';
import { checkSettings } from './check-settings.ts';

const messagesOf = (config: Values | string) =>
  checkSettings({ rabbitmq: { config } }).map(({ path, message }) => `${path}: ${message}`);

describe('checkSettings()', () => {
  it.each<[string, string | number | boolean]>([
    ['channel_max', 1050],
    ['channel_max', '1050'],
    ['connection_max', 'infinity'],
    ['vm_memory_high_watermark.relative', 0.5],
    ['vm_memory_high_watermark.absolute', '2GiB'],
    ['disk_free_limit.absolute', 4_000_000_000],
    ['log.console', true],
    ['log.console.use_colors', 'on'],
    ['log.connection.level', 'warning'],
    ['frame_max', '64KB'],
    ['auth_backends.1', 'rabbit_auth_backend_oauth2'],
    ['auth_backends.2.authn', 'internal'],
    ['auth_oauth2.resource_servers.shop.scope_prefix', 'shop.'],
    ['default_limits.vhosts.1.max_connections', 10],
    ['default_policies.operator.all.message_ttl', '1d12h'],
    ['default_queue_type', 'quorum'],
    ['ssl_options.versions.1', 'tlsv1.3'],
  ])('accepts %s = %s', (name, value) => {
    expect(messagesOf({ [name]: value })).toEqual([]);
  });

  it.each([
    ['chanel_max', 'Unknown setting "chanel_max"; did you mean "channel_max"?'],
    [
      'cluster_formation.k8s.host',
      'Unsupported setting "cluster_formation.k8s.host": RabbitMQ would not start, or its operator sets it; remove it',
    ],
    ['listeners.tcp.default', 'Unsupported setting "listeners.tcp.default"'],
    ['auth_backends.1.other', 'auth_backends.1.other'],
    ['toString', 'Unsupported setting "toString"'],
  ])('refuses the setting %s', (name, message) => {
    const problems = messagesOf({ [name]: 1 });
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toMatch(`rabbitmq.config["${name}"]: `);
  });

  it.each([
    ['channel_max', 'many', 'use an integer'],
    ['vm_memory_high_watermark.relative', 1, 'use a number with a decimal point, such as 0.5 or "1.0"'],
    ['vm_memory_high_watermark.absolute', '2 GB', 'use bytes or an amount such as "2GB"'],
    ['log.console', 'on', 'use true or false'],
    ['log.console.use_colors', true, 'use "on" or "off"'],
    ['connection_max', 'none', 'use an integer or "infinity"'],
    ['frame_max', '64KiB', 'use bytes or a size such as "64KB"'],
    ['default_policies.operator.all.expires', '1 day', 'use a duration such as "30s"'],
    [
      'log.connection.level',
      'loud',
      'use alert, critical, debug, emergency, error, info, none, notice, warning',
    ],
    ['default_vhost', '', 'use a string that is not empty'],
  ])('refuses %s = %s', (name, value, use) => {
    expect(messagesOf({ [name]: value })).toEqual([
      `rabbitmq.config["${name}"]: Invalid value "${value}" of ${name}; ${use}`,
    ]);
  });

  it('leaves a value that is not an object, and credentials, to the schema', () => {
    expect(messagesOf({ default_user: 'shop', default_pass: 'example' })).toEqual([]);
    expect(messagesOf('none')).toEqual([]);
    expect(checkSettings({})).toEqual([]);
  });

  it('accepts the defaults of the chart', () => {
    expect(checkSettings(chart('rabbitmq').values)).toEqual([]);
  });
});
