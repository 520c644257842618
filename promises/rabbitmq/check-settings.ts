import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { didYouMean, nearest } from '../../shared/nearest.ts';
import { valueAt } from '../../shared/release/value-access.ts';
import { scalarText } from '../../shared/scalar-text.ts';
import { choices, type SettingForm, settings } from './settings.ts';

/** Reports settings that keep RabbitMQ from starting: unknown ones, and values of another form. */
export function checkSettings(merged: Values): Problem[] {
  const config = valueAt(merged, 'rabbitmq.config');
  if (!isMap(config)) return [];
  return Object.entries(config).flatMap(([name, value]) => {
    if (refusedByChart.includes(name)) return [];
    const message = settingProblem(name, scalarText(value));
    return message === undefined ? [] : [problem(`rabbitmq.config["${name}"]`, message)];
  });
}

/** Settings that the schema of the chart refuses. */
const refusedByChart = ['default_user', 'default_pass'];

function settingProblem(name: string, value: string): string | undefined {
  const setting = findSetting(name);
  if (setting === undefined) return unknownMessage(name);
  if (setting.values.test(value)) return undefined;
  return `Invalid value "${value}" of ${name}; use ${setting.expected}`;
}

function unknownMessage(name: string): string {
  const near = nearest(name, table().keys());
  return near === undefined
    ? `Unsupported setting "${name}": RabbitMQ would not start, or its operator sets it; remove it`
    : `Unknown setting "${name}"${didYouMean(near)}`;
}

/** Values of a setting, and their description for messages. */
interface Setting {
  readonly values: RegExp;
  readonly expected: string;
}

/** Values of each form, as RabbitMQ reads them (cuttlefish_datatypes.erl of Kyorai/cuttlefish). */
const forms: Readonly<Record<SettingForm, Setting>> = {
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

let known: Map<string, Setting> | undefined;

/** Returns every setting by its name. Read once, by the first request that sets one. */
function table(): Map<string, Setting> {
  known ??= new Map([
    ...Object.entries(settings).flatMap(([form, names]) =>
      namesOf(names).map((name) => [name, forms[form as SettingForm]] as const),
    ),
    ...Object.entries(choices).flatMap(([values, names]) =>
      namesOf(names).map((name) => [name, choiceOf(values.split('|'))] as const),
    ),
  ]);
  return known;
}

const namesOf = (text: string): string[] => text.trim().split(/\s+/);

const choiceOf = (values: readonly string[]): Setting => ({
  values: new RegExp(`^(${values.join('|')})$`),
  expected: values.join(', '),
});

function findSetting(name: string): Setting | undefined {
  return table().get(name) ?? [...table()].find(([pattern]) => matches(pattern, name))?.[1];
}

/** Returns true if a name matches a pattern, whose `*` stands for one part of the name. */
function matches(pattern: string, name: string): boolean {
  const [expected, given] = [pattern.split('.'), name.split('.')];
  return (
    expected.length === given.length &&
    expected.every((part, index) => part === given[index] || (part === '*' && given[index] !== ''))
  );
}
