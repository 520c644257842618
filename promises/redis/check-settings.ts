import { scalarText } from '../../shared/scalar-text.ts';
import { type SettingForm, settingsCheck } from '../../shared/service/known-settings.ts';
import { choices, settings } from './settings.ts';

/** Values of each form, as Redis reads them (`memtoull` and `yesnotoi` of its sources). */
const forms: Readonly<Record<keyof typeof settings, SettingForm>> = {
  boolean: { values: /^(yes|no)$/, expected: 'true or false' },
  integer: { values: /^-?[0-9]+$/, expected: 'an integer' },
  memory: { values: /^[0-9]+([kmg]b?|b)?$/i, expected: 'bytes or an amount such as "64mb"' },
  text: { values: /^[^\r\n]+$/, expected: 'a string that is not empty, such as \'""\'' },
};

/** Reports settings that keep Redis from starting. */
export const checkSettings = settingsCheck({
  engine: 'Redis',
  path: 'redis.config',
  refusedByChart: [
    ...['requirepass', 'masterauth', 'port', 'dir', 'cluster-enabled', 'cluster-config-file', 'include'],
    ...['rename-command', 'loadmodule', 'user', 'aclfile', 'bind', 'protected-mode', 'maxmemory'],
    'maxmemory-policy',
  ],
  print: (value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : scalarText(value)),
  forms,
  settings,
  choices,
});
