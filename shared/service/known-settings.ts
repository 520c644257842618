import { type Problem, problem } from '../errors.ts';
import type { Value, Values } from '../helm/chart.ts';
import { isMap } from '../helm/layers.ts';
import { didYouMean, nearest } from '../nearest.ts';
import { valueAt } from '../release/value-access.ts';
import { scalarText } from '../scalar-text.ts';

/** Values of a setting, and their description for messages. */
export interface SettingForm {
  readonly values: RegExp;
  readonly expected: string;
}

/** Settings of an engine that a request can set. Each list of names is separated by spaces and line breaks. */
export interface KnownSettings<Form extends string> {
  /** Name of the engine for messages. */
  readonly engine: string;
  /** Path of the settings in the values. */
  readonly path: string;
  /** Settings that the schema of the chart refuses. */
  readonly refusedByChart: readonly string[];
  /** Prints a value as the chart does. Defaults to its text. */
  readonly print?: (value: Value) => string;
  readonly forms: Readonly<Record<Form, SettingForm>>;
  /** Names by the form of their values; `*` stands for one part between dots. */
  readonly settings: Readonly<Record<Form, string>>;
  /** Names with a fixed set of values, by these values: `none|all`. */
  readonly choices: Readonly<Record<string, string>>;
}

/**
 * Returns a check that reports the settings with which an engine would not start: unknown ones, and values of another form.
 * The table is read by the first request that sets one.
 */
export function settingsCheck<Form extends string>(
  known: KnownSettings<Form>,
): (merged: Values) => Problem[] {
  const { engine, path, refusedByChart, print = scalarText } = known;
  let table: Map<string, SettingForm> | undefined;
  const messageOf = (name: string, value: string): string | undefined => {
    table ??= tableOf(known);
    const form = table.get(name) ?? [...table].find(([pattern]) => matches(pattern, name))?.[1];
    if (form === undefined) return unknownMessage(name, { engine, names: table.keys() });
    return form.values.test(value) ? undefined : `Invalid value "${value}" of ${name}; use ${form.expected}`;
  };
  return (merged) => {
    const config = valueAt(merged, path);
    return Object.entries(isMap(config) ? config : {}).flatMap(([name, value]) => {
      const message = refusedByChart.includes(name) ? undefined : messageOf(name, print(value));
      return message === undefined ? [] : [problem(`${path}["${name}"]`, message)];
    });
  };
}

function tableOf<Form extends string>({
  forms,
  settings,
  choices,
}: KnownSettings<Form>): Map<string, SettingForm> {
  return new Map([
    ...(Object.keys(settings) as Form[]).flatMap((form) =>
      namesOf(settings[form]).map((name) => [name, forms[form]] as const),
    ),
    ...Object.entries(choices).flatMap(([values, names]) =>
      namesOf(names).map((name) => [name, choiceOf(values.split('|'))] as const),
    ),
  ]);
}

const namesOf = (text: string): string[] => text.trim().split(/\s+/);

const choiceOf = (values: readonly string[]): SettingForm => ({
  values: new RegExp(`^(${values.join('|')})$`),
  expected: values.join(', '),
});

function unknownMessage(
  name: string,
  { engine, names }: { readonly engine: string; readonly names: Iterable<string> },
): string {
  const near = nearest(name, names);
  return near === undefined
    ? `Unsupported setting "${name}": ${engine} would not start, or its operator sets it; remove it`
    : `Unknown setting "${name}"${didYouMean(near)}`;
}

/** Returns true if a name matches a pattern, whose `*` stands for one part of the name. */
function matches(pattern: string, name: string): boolean {
  const [expected, given] = [pattern.split('.'), name.split('.')];
  return (
    expected.length === given.length &&
    expected.every((part, index) => part === given[index] || (part === '*' && given[index] !== ''))
  );
}
