import { parse, YAMLError } from 'yaml';
import { isRecord } from '../is-record.ts';

/** Paths of the fields that the action converts, as a template lists them (shared/derive/portal). */
export interface Conversions {
  readonly sections?: readonly string[];
  readonly topics?: readonly string[];
  readonly yaml?: readonly string[];
  readonly spread?: readonly string[];
  readonly entityRefs?: readonly string[];
  readonly integers?: readonly string[];
}

/** `spec` of a request, and a line for each string that is not YAML. */
export interface FormResult {
  readonly spec: unknown;
  readonly problems: readonly string[];
}

/** Field of the values of a form. */
interface Place {
  /** Path without indexes, as conversions name it: `spec.items[].values`. */
  readonly path: string;
  /** Path with indexes, for messages. */
  readonly at: string;
}

/** Returns the `spec` of a request from the values of a form. Empty fields of the form are not part of the request. */
export function specOfForm(values: unknown, form: Conversions): FormResult {
  const problems: string[] = [];
  const spec = convert(values, { path: 'spec', at: 'spec' }, { form, problems });
  return { spec: spec ?? {}, problems };
}

interface Context {
  readonly form: Conversions;
  readonly problems: string[];
}

function convert(value: unknown, place: Place, context: Context): unknown {
  const { form } = context;
  if (value === null || value === undefined) return undefined;
  if (form.sections?.includes(place.path)) return convertSection(value, place, context);
  if (typeof value === 'string') return convertText(value, place, context);
  if (Array.isArray(value)) return convertList(value, place, context);
  return isRecord(value) ? convertObject(value, place, context) : value;
}

/** Returns the content of a section: an open section is part of the request, even if it is empty. */
function convertSection(value: unknown, place: Place, context: Context): unknown {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const [content] = value;
  if (Array.isArray(content)) return convertList(content, place, context) ?? [];
  return isRecord(content) ? (convertObject(content, place, context) ?? {}) : undefined;
}

function convertObject(object: Record<string, unknown>, { path, at }: Place, context: Context): unknown {
  const entries = Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const place = { path: `${path}.${key}`, at: `${at}.${key}` };
    // The entries of a topic are fields of this object, and have their paths.
    if (context.form.topics?.includes(place.path)) {
      return Object.entries(convertSection(value, { path, at }, context) ?? {});
    }
    const converted = convert(value, place, context);
    if (converted === undefined) return [];
    if (context.form.spread?.includes(place.path)) return Object.entries(converted as object);
    return [[key, converted]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function convertList(list: readonly unknown[], { path, at }: Place, context: Context): unknown {
  const items = list
    .map((item, index) => convert(item, { path: `${path}[]`, at: `${at}[${index}]` }, context))
    .filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items;
}

function convertText(text: string, { path, at }: Place, { form, problems }: Context): unknown {
  if (form.integers?.includes(path)) return /^[0-9]+$/.test(text) ? Number(text) : text;
  if (form.entityRefs?.includes(path)) return nameOfReference(text);
  if (!form.yaml?.includes(path)) return text;
  try {
    const value: unknown = parse(text, { version: '1.2' });
    if (isRecord(value)) return value;
    if (value === null) return undefined;
    problems.push(`${at}: Expected an object as YAML; write "key: value" on each line`);
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    problems.push(`${at}: Invalid YAML: ${error.message.split('\n')[0]}`);
  }
  return undefined;
}

/** Returns the name in `[kind:][namespace/]name`; other text stays as it is. */
function nameOfReference(text: string): string {
  return /^(?:[A-Za-z]+:)?(?:[^/:]+\/)?([^/:]+)$/.exec(text)?.[1] ?? text;
}
