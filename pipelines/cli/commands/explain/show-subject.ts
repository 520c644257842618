import { apiVersion, group } from '../../../../shared/api-version.ts';
import type { DescribedField } from '../../../../shared/derive/fields-of.ts';
import type { PromiseDefinition } from '../../../../shared/promise/define-promise.ts';
import { wrap } from '../../help.ts';
import { tableLines } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';
import { type FieldAt, fieldsBelow } from './find-subject.ts';

/** Widest line of a description. */
const widest = 100;

/** Shows the names of a kind and its summary, as `kubectl explain` does. */
export function showKind(definition: PromiseDefinition, terminal: Terminal): void {
  const { kind, plural, shortNames, summary } = definition;
  const table = [
    ['kind', kind],
    ['version', apiVersion],
    ['kubectl', [`${plural}.${group}`, ...shortNames].join(', ')],
  ];
  for (const line of tableLines(table)) terminal.print(line);
  showParagraph(`${summary}.`, terminal);
}

/** Shows a field with those below it, as `kubectl explain` does. */
export function showField(kind: string, { path, field }: FieldAt, terminal: Terminal): void {
  const { description, type, fallback } = field;
  const table = [
    ['kind', kind],
    ['version', apiVersion],
    ['field', path],
    ['type', withoutCode(type)],
    ...(fallback === ''
      ? []
      : [fallback === 'required' ? ['required', 'yes'] : ['default', withoutCode(fallback)]]),
  ];
  for (const line of tableLines(table)) terminal.print(line);
  showParagraph(description, terminal);
  const below = fieldsBelow(field);
  const title = field.items === undefined ? 'Fields' : 'Fields of each item';
  if (below.length > 0) showFields(below, { title, terminal });
}

/** Returns a field for JSON. */
export function fieldObject({ name, type, fallback, description }: DescribedField): object {
  const isRequired = fallback === 'required';
  return {
    name,
    type: withoutCode(type),
    required: isRequired,
    ...(isRequired || fallback === '' ? {} : { default: withoutCode(fallback) }),
    description: withoutCode(description),
  };
}

/** Returns Markdown text without the marks of its code spans. */
export function withoutCode(text: string): string {
  return text.replaceAll('`', '');
}

/** Shows fields with their types, defaults and descriptions. */
export function showFields(
  fields: readonly DescribedField[],
  { title, terminal }: { readonly title: string; readonly terminal: Terminal },
): void {
  terminal.print('');
  terminal.print(terminal.paint('bold', title));
  for (const { name, type, fallback, description } of fields) {
    const detail = fallback === '' || fallback === 'required' ? fallback : `default ${fallback}`;
    const details = [type, detail].filter((text) => text !== '').join('; ');
    terminal.print(
      `  ${terminal.paint('bold', name)}  ${terminal.paint('dim', `<${withoutCode(details)}>`)}`,
    );
    for (const line of wrap(withoutCode(description), widest - 4)) terminal.print(`    ${line}`);
  }
}

function showParagraph(text: string, terminal: Terminal): void {
  terminal.print('');
  for (const line of wrap(withoutCode(text), widest)) terminal.print(line);
}
