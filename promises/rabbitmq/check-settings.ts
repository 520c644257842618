import { type SettingForm, settingsCheck } from '../../shared/service/known-settings.ts';
import { choices, settings } from './settings.ts';

/** Values of each form, as RabbitMQ reads them (cuttlefish_datatypes.erl of Kyorai/cuttlefish). */
const forms: Readonly<Record<keyof typeof settings, SettingForm>> = {
  amount: { values: /^[0-9]+([kKmMgGtTpP]i?[bB]?)?$/, expected: 'bytes or an amount such as "2GB"' },
  boolean: { values: /^(true|false)$/, expected: 'true or false' },
  decimal: { values: /^[0-9]+\.[0-9]+$/, expected: 'a number with a decimal point, such as 0.5 or "1.0"' },
  duration: {
    values: /^([0-9]+|([0-9]+(\.[0-9]+)?(f|w|d|h|m|s|ms))+)$/,
    expected: 'a duration such as "30s"',
  },
  integer: { values: /^-?[0-9]+$/, expected: 'an integer' },
  limit: { values: /^(infinity|-?[0-9]+)$/, expected: 'an integer or "infinity"' },
  size: { values: /^[0-9]+(KB|MB|GB|kb|mb|gb)?$/, expected: 'bytes or a size such as "64KB"' },
  switch: { values: /^(on|off)$/, expected: '"on" or "off"' },
  text: { values: /^[^\r\n]+$/, expected: 'a string that is not empty' },
};

/** Reports settings that keep RabbitMQ from starting. */
export const checkSettings = settingsCheck({
  engine: 'RabbitMQ',
  path: 'rabbitmq.config',
  refusedByChart: ['default_user', 'default_pass'],
  forms,
  settings,
  choices,
});
